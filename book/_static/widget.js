// What the book's widgets share: see code/nnlab/widgets/base.py. A page loads this before its widget.
const Widget = (() => {
  const built = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes))
      if (value !== null) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const html = (tag, attributes = {}, ...children) =>
    built(document.createElement(tag), attributes, children);
  const svg = (tag, attributes = {}, ...children) =>
    built(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  /** A text with the {names} in it replaced. */
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** A number for reading: a real minus, and powers of ten where digits would not tell. */
  const shown = (x, digits) => {
    const size = Math.abs(x);
    const plain = size === 0 || (size >= 0.5 * 10 ** -digits && size < 1e5);
    return (plain ? x.toFixed(digits) : x.toExponential(2)).replace(/-/g, "−").replace("e+", "e");
  };

  /** Calls the action once nothing has asked for it for a while: for screen readers and addresses. */
  const settled = (action, wait = 500) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(action, wait);
    };
  };

  /** A labelled native range; `text` says the value in words. Returns its row and its input. */
  const slider = ({ name, label, min, max, step, value, text }) => {
    const input = html("input", { type: "range", name, min, max, step });
    const output = html("output", { "aria-live": "off" });
    const say = () => {
      output.value = text(input.valueAsNumber);
      input.setAttribute("aria-valuetext", output.value);
    };
    const put = (next) => {
      input.value = next;
      say();
    };
    input.addEventListener("input", say);
    put(value);
    const named = html("label", {}, html("span", {}, label), input);
    const row = html("div", { class: "widget-slider" }, named, output);
    return { row, input, put };
  };

  /** Writes a state into the address, so that it can be linked to. */
  const keep = (state, anchor) => {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(state)) query.set(name, value);
    const text = query.toString().replaceAll("%2C", ",");
    history.replaceState(null, "", `?${text}${anchor ? `#${anchor}` : location.hash}`);
  };

  /** The number of that name in the address, within its limits, or the one given. */
  const asked = (name, { min, max, value }) => {
    const text = new URLSearchParams(location.search).get(name);
    const number = text ? Number(text) : Number.NaN; // Number("") would be 0
    return Number.isFinite(number) ? Math.min(max, Math.max(min, number)) : value;
  };

  /** Brings each widget of a kind on the page to life: `build` fills the live part. */
  const start = (kind, build) => {
    for (const root of document.querySelectorAll(`[data-widget="${kind}"]`)) {
      const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
      const live = root.querySelector(".widget-live");
      build(live, data, root.closest("figure")?.id);
      live.hidden = false;
      root.classList.add("is-live");
    }
  };

  return { html, svg, filled, shown, settled, slider, keep, asked, start };
})();
