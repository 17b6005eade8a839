// The explorer of activations: see code/nnlab/widgets/explorer.py.

// Value and slope of each activation of the catalogue, right for every finite z; p is its α or β.
// tests/book/test_widgets.py compares them with nnlab.activations.
const FORMULAS = (() => {
  const sigmoid = (z) => {
    if (z >= 0) return 1 / (1 + Math.exp(-z));
    const e = Math.exp(z); // at most 1
    return e / (1 + e);
  };
  const tanhSlope = (z) => 4 * sigmoid(2 * z) * sigmoid(-2 * z);
  const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  const density = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

  /** Φ by its power series, whose terms are all of one sign; good for |z| < 4. */
  const normalNear = (z) => {
    let sum = 0;
    for (let term = z, k = 1; sum !== sum + term; k += 2, term *= (z * z) / k) sum += term;
    return 0.5 + density(z) * sum;
  };
  /** Φ(-z) for large z by its continued fraction: keeps its digits where Φ(z) is 1. */
  const normalTail = (z) => {
    let fraction = z;
    for (let k = 60; k > 0; k--) fraction = z + k / fraction;
    return density(z) / fraction;
  };
  const normal = (z) =>
    z < -3 ? normalTail(-z) : z > 3 ? 1 - normalTail(z) : normalNear(z);

  const leaky = { value: (z, p) => (z > 0 ? z : p * z), slope: (z, p) => (z > 0 ? 1 : p) };
  return {
    identity: { value: (z) => z, slope: () => 1 },
    sigmoid: { value: sigmoid, slope: (z) => sigmoid(z) * sigmoid(-z) },
    tanh: { value: Math.tanh, slope: tanhSlope },
    softplus: { value: softplus, slope: sigmoid },
    relu: { value: (z) => Math.max(z, 0), slope: (z) => (z > 0 ? 1 : 0) },
    leaky_relu: leaky,
    prelu: leaky,
    elu: {
      value: (z, p) => (z > 0 ? z : p * Math.expm1(z)),
      slope: (z, p) => (z > 0 ? 1 : p * Math.exp(z)),
    },
    gelu: { value: (z) => z * normal(z), slope: (z) => normal(z) + z * density(z) },
    swish: {
      value: (z, p) => z * sigmoid(p * z),
      slope: (z, p) => {
        const t = Math.min(1000, Math.max(-1000, p * z)); // beyond, the slope is 0 or 1
        return sigmoid(t) + t * sigmoid(t) * sigmoid(-t);
      },
    },
    mish: {
      value: (z) => z * Math.tanh(softplus(z)),
      slope: (z) => Math.tanh(softplus(z)) + z * sigmoid(z) * tanhSlope(softplus(z)),
    },
  };
})();

(() => {
  const { html, svg, filled, shown, settled, slider, keep, asked, start } = Widget;
  const WIDTH = 340;
  const HEIGHT = 260;
  const EDGE = { left: 34, right: 8, top: 24, bottom: 30 };
  const DASHES = [null, "8 3", "2.5 3", "10 3 2.5 3"]; // a second mark beside colour
  const POINTS = 121; // on each side of 0

  const inked = (f) => `--ink: ${f.light}; --ink-dark: ${f.dark}`;

  /** One plot: axes that are drawn anew with the span, curves, and the probe. */
  class Plot {
    constructor(kind, title, limits, onProbe) {
      this.kind = kind; // "value" or "slope"
      this.limits = limits; // span -> [lowest, highest] of the vertical axis
      this.axes = svg("g");
      this.curves = svg("g", { class: "curves" });
      this.probe = svg("g", { class: "probe" });
      const clip = `explorer-${kind}`;
      const box = this.#box();
      this.element = svg(
        "svg",
        { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
        svg("clipPath", { id: clip }, svg("rect", box)),
        svg("text", { x: EDGE.left, y: 14, class: "title" }, title),
        this.axes,
        svg("g", { "clip-path": `url(#${clip})` }, this.curves, this.probe),
      );
      this.#follow(onProbe);
    }

    #box() {
      return {
        x: EDGE.left,
        y: EDGE.top,
        width: WIDTH - EDGE.left - EDGE.right,
        height: HEIGHT - EDGE.top - EDGE.bottom,
      };
    }

    x = (z) => EDGE.left + ((z / this.span + 1) / 2) * this.#box().width;
    y = (v) => EDGE.top + ((this.high - v) / (this.high - this.low)) * this.#box().height;

    /** A pointer on the plot moves the probe; the keyboard has the slider. */
    #follow(onProbe) {
      const move = (event) => {
        if (event.buttons !== 1) return;
        const at = new DOMPoint(event.clientX, event.clientY);
        const { x } = at.matrixTransform(this.element.getScreenCTM().inverse());
        const share = (x - EDGE.left) / this.#box().width;
        onProbe(this.span * Math.min(1, Math.max(-1, 2 * share - 1)));
      };
      this.element.addEventListener("pointerdown", (event) => {
        this.element.setPointerCapture(event.pointerId);
        move(event);
      });
      this.element.addEventListener("pointermove", move);
    }

    draw(functions, span, z) {
      if (span !== this.span) {
        this.span = span;
        [this.low, this.high] = this.limits(span);
        this.#drawAxes();
      }
      this.curves.replaceChildren(...functions.map((f) => this.#curve(f)));
      const dots = functions.map((f) =>
        svg("circle", { cx: this.x(z), cy: this.y(f[this.kind](z)), r: 4.5, style: inked(f) }),
      );
      const line = { x1: this.x(z), x2: this.x(z), y1: EDGE.top, y2: HEIGHT - EDGE.bottom };
      const inside = Math.abs(z) <= span;
      this.probe.replaceChildren(...(inside ? [svg("line", line), ...dots] : []));
    }

    #curve(f) {
      const at = (z) => `${this.x(z).toFixed(2)} ${this.y(f[this.kind](z)).toFixed(2)}`;
      const grid = Array.from({ length: POINTS }, (_, i) => (this.span * i) / (POINTS - 1));
      const left = grid.map((z) => at(-z)).reverse();
      const right = [at(Number.MIN_VALUE), ...grid.slice(1).map(at)];
      const jump = Math.abs(f[this.kind](Number.MIN_VALUE) - f[this.kind](0)) > 1e-6;
      const d = `M${left.join("L")}${jump ? "M" : "L"}${right.join("L")}`;
      return svg("path", { d, "stroke-dasharray": f.dash, style: inked(f), "data-name": f.name });
    }

    #drawAxes() {
      const [start, end] = [EDGE.left, WIDTH - EDGE.right];
      const [top, bottom] = [EDGE.top, HEIGHT - EDGE.bottom];
      const step = { 2: 1, 4: 2, 8: 4 }[this.span];
      const parts = [];
      for (let z = -this.span; z <= this.span; z += step) {
        const x = this.x(z);
        parts.push(svg("line", { x1: x, x2: x, y1: top, y2: bottom, class: z ? null : "zero" }));
        parts.push(svg("text", { x, y: bottom + 17, "text-anchor": "middle" }, shown(z, 0)));
      }
      const name = { x: this.x(0.75 * this.span), y: bottom + 17, "text-anchor": "middle" };
      parts.push(svg("text", { ...name, "font-style": "italic" }, "z"));
      const rise = this.high - this.low > 6 ? step : 1;
      for (let v = Math.ceil(this.low / rise) * rise; v <= this.high; v += rise) {
        const y = this.y(v);
        parts.push(svg("line", { x1: start, x2: end, y1: y, y2: y, class: v ? null : "zero" }));
        parts.push(svg("text", { x: start - 7, y: y + 4, "text-anchor": "end" }, shown(v, 0)));
      }
      this.axes.replaceChildren(...parts);
    }
  }

  /** A short piece of an activation's line, for the boxes and the table. */
  const swatch = (f) =>
    svg(
      "svg",
      { viewBox: "0 0 28 6", class: "swatch", "aria-hidden": "true" },
      svg("path", { d: "M0 3H28", "stroke-dasharray": f.dash, style: inked(f) }),
    );

  class Explorer {
    constructor(live, data, anchor) {
      Object.assign(this, { data, anchor, text: data.text });
      this.catalogue = data.activations.map((f, i) => this.#bound(f, DASHES[i % DASHES.length]));
      this.#read();
      this.#makeControls();
      this.#makeOutputs();
      live.append(this.choice, this.controls, this.figure, this.table, this.news);
      this.later = settled(() => this.#settle());
      live.addEventListener("input", (event) => this.#input(event.target));
      this.draw();
      this.#describe();
    }

    /** An activation with its formulas at the parameter of the moment. */
    #bound(f, dash) {
      const { value, slope } = FORMULAS[f.name];
      const p = () => this.parameters[f.parameter];
      return { ...f, dash, value: (z) => value(z, p()), slope: (z) => slope(z, p()) };
    }

    /** The state that the address asks for, or the one to start with. */
    #read() {
      const query = new URLSearchParams(location.search);
      const names = query.get("explore")?.split(",") ?? this.data.start;
      this.chosen = new Set(names.filter((name) => this.catalogue.some((f) => f.name === name)));
      this.parameters = {};
      for (const p of this.data.parameters) this.parameters[p.name] = asked(p.name, p);
      const span = Number(query.get("span"));
      this.span = this.data.spans.includes(span) ? span : this.data.span;
      const far = Number.MAX_VALUE;
      this.z = asked("z", { min: -far, max: far, value: this.data.z });
    }

    #makeControls() {
      const boxes = this.catalogue.map((f) => {
        const box = html("input", { type: "checkbox", name: "explore", value: f.name });
        box.checked = this.chosen.has(f.name);
        return html("label", { class: "chip" }, box, swatch(f), f.label);
      });
      this.choice = html("fieldset", {}, html("legend", {}, this.text.choose), ...boxes);
      this.sliders = this.data.parameters.map((p) => {
        const text = (value) => `${p.symbol} = ${shown(value, 2)}`;
        return { ...p, ...slider({ ...p, value: this.parameters[p.name], text }) };
      });
      const [min, max] = [-this.span, this.span];
      const text = () => `z = ${shown(this.z, 2)}`; // which may lie outside the slider
      const place = { name: "z", label: this.text.probe, min, max, step: 0.01, value: this.z, text };
      this.place = slider(place);
      this.exact = html("input", { type: "number", name: "exact", step: "any" });
      this.window = html(
        "select",
        { name: "span" },
        ...this.data.spans.map((s) => {
          const option = html("option", { value: s }, filled(this.text.span, { span: s }));
          option.selected = s === this.span;
          return option;
        }),
      );
      const last = html(
        "div",
        { class: "widget-row" },
        html("label", {}, this.text.exact, this.exact),
        html("label", {}, this.text.window, this.window),
      );
      const rows = this.sliders.map((s) => s.row);
      this.controls = html("div", { class: "widget-controls" }, ...rows, this.place.row, last);
    }

    #makeOutputs() {
      const probe = (z) => this.#probe(Number(z.toFixed(2)));
      this.plots = [
        new Plot("value", this.text.value, (span) => [-span / 2, span], probe),
        new Plot("slope", this.text.slope, () => [-1.2, 2.2], probe),
      ];
      this.figure = html("div", { class: "widget-plots" }, ...this.plots.map((p) => p.element));
      this.caption = html("caption");
      this.rows = html("tbody");
      const heads = [this.text.activation, this.text.value, this.text.slope];
      const head = html("tr", {}, ...heads.map((h) => html("th", { scope: "col" }, h)));
      this.table = html("table", { class: "table" }, this.caption, html("thead", {}, head), this.rows);
      this.news = html("output", { class: "widget-news", "aria-live": "polite" });
    }

    #input(target) {
      if (target.name === "explore") this.chosen[target.checked ? "add" : "delete"](target.value);
      else if (target.name === "span") this.span = Number(target.value);
      else if (target.name === "z") this.z = target.valueAsNumber;
      else if (target.name === "exact") {
        if (!Number.isFinite(target.valueAsNumber)) return; // nothing, or half a number
        this.z = target.valueAsNumber;
      } else this.parameters[target.name] = target.valueAsNumber;
      this.draw(target);
      this.later();
    }

    #probe(z) {
      this.z = z;
      this.draw();
      this.later();
    }

    functions() {
      return this.catalogue.filter((f) => this.chosen.has(f.name));
    }

    /** Everything that can be seen; `touched` is the control that the reader holds. */
    draw(touched) {
      const functions = this.functions();
      for (const plot of this.plots) plot.draw(functions, this.span, this.z);
      for (const s of this.sliders) s.row.hidden = !functions.some((f) => f.parameter === s.name);
      this.place.input.min = -this.span;
      this.place.input.max = this.span;
      this.place.put(this.z);
      if (touched !== this.exact) this.exact.value = this.z;
      this.caption.textContent = filled(this.text.at, { z: shown(this.z, 2) });
      this.rows.replaceChildren(...functions.map((f) => this.#row(f)));
    }

    #row(f) {
      const [value, slope] = [f.value(this.z), f.slope(this.z)].map((v) => shown(v, 4));
      const name = html("th", { scope: "row" }, swatch(f), this.#name(f));
      return html("tr", { "data-name": f.name }, name, html("td", {}, value), html("td", {}, slope));
    }

    #name(f) {
      const p = this.data.parameters.find((p) => p.name === f.parameter);
      if (!p) return f.label;
      const value = shown(this.parameters[p.name], 2);
      return filled(this.text.with, { label: f.label, symbol: p.symbol, value });
    }

    /** What the plots show, in words. */
    #describe() {
      const names = this.functions().map((f) => this.#name(f)).join(", ") || this.text.none;
      const seen = { names, span: this.span, z: shown(this.z, 2) };
      for (const plot of this.plots)
        plot.element.setAttribute("aria-label", filled(this.text[`${plot.kind} alt`], seen));
    }

    /** When the reader's hand rests: the words, the news for screen readers, the address. */
    #settle() {
      this.#describe();
      const told = this.functions().map((f) =>
        filled(this.text.told, {
          name: this.#name(f),
          value: shown(f.value(this.z), 4),
          slope: shown(f.slope(this.z), 4),
        }),
      );
      this.news.value = [this.caption.textContent, ...told].join("; ");
      keep({ explore: [...this.chosen], ...this.parameters, z: this.z, span: this.span }, this.anchor);
    }
  }

  start("explorer", (live, data, anchor) => new Explorer(live, data, anchor));
})();
