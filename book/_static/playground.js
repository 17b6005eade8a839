// Networks recorded while they learnt: see code/nnlab/widgets/playground.py. Each map is computed
// here, from the weights. A page loads widget.js before. `playground` holds what the tests call.
const playground = (() => {
  "use strict";
  const { html, svg, filled } = Widget;

  // ---- Numbers -------------------------------------------------------------------------------
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const ACTIVATIONS = {
    tanh: Math.tanh,
    sigmoid: (z) => 1 / (1 + Math.exp(-z)),
    linear: (z) => z,
    relu: (z) => Math.max(z, 0),
  };

  /** Two characters a number, as in code/nnlab/widgets/twelve_bits.py. */
  const decode = (code) =>
    Array.from(
      { length: code.length / 2 },
      (_, i) => 64 * DIGITS.indexOf(code[2 * i]) + DIGITS.indexOf(code[2 * i + 1]),
    );
  const signed = (number, scale) => ((number - 2048) / 2047) * scale;

  /** One network through its epochs: parameters, and (training, test) losses and counts. */
  function film(data, state) {
    const epochs = data.choices.epoch.length;
    const size = 4 * state.units + 1;
    const key = [state.data, state.activation, state.units, state.seed].join("-");
    const [scale, code] = data.films[key];
    const numbers = decode(code);
    const rows = (start, length, count) =>
      Array.from({ length: count }, (_, i) =>
        numbers.slice(start + i * length, start + (i + 1) * length),
      );
    const rest = epochs * size;
    return {
      networks: rows(0, size, epochs).map((row) => network(row, scale, state.activation)),
      losses: rows(rest, epochs, 2).map((row) => row.map((loss) => loss / 1000)),
      wrong: rows(rest + 2 * epochs, epochs, 2),
    };
  }

  function network(row, scale, activation) {
    const values = row.map((number) => signed(number, scale));
    const units = [];
    for (let i = 0; i + 4 < values.length; i += 4) {
      const [first, second, bias, out] = values.slice(i, i + 4);
      units.push({ first, second, bias, out });
    }
    return { units, bias: values.at(-1), activate: ACTIVATIONS[activation] };
  }

  /** The network's output at (x, y), between -1 and 1. */
  function output(net, x, y) {
    let z = net.bias;
    for (const unit of net.units)
      z += unit.out * net.activate(unit.first * x + unit.second * y + unit.bias);
    return Math.tanh(z);
  }

  /** {train, test}: lists of [x, y, label]. */
  function points(data, state) {
    const [trainPositive, testPositive, code] = data.points[`${state.data}-${state.seed}`];
    const numbers = decode(code).map((number) => signed(number, data.edge));
    const all = Array.from({ length: numbers.length / 2 }, (_, i) => numbers.slice(2 * i, 2 * i + 2));
    const half = all.length / 2;
    const label = (part, positive) => part.map((at, i) => [...at, i < positive ? 1 : -1]);
    return {
      train: label(all.slice(0, half), trainPositive),
      test: label(all.slice(half), testPositive),
    };
  }

  // ---- Map -----------------------------------------------------------------------------------
  const NODES = 81; // along each side of the lattice on which a map is computed
  const SIZE = 640; // canvas pixels along each side

  /** Outputs at the lattice's nodes, row by row from the top, as pixels lie. */
  function lattice(net, edge) {
    const values = new Float64Array(NODES * NODES);
    const tick = (i) => edge * ((2 * i) / (NODES - 1) - 1);
    for (let row = 0; row < NODES; row++)
      for (let column = 0; column < NODES; column++)
        values[row * NODES + column] = output(net, tick(column), -tick(row));
    return values;
  }

  const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

  /** The stylesheet's colours: they follow the page's mode. */
  function palette(element) {
    const style = getComputedStyle(element);
    const read = (name) => style.getPropertyValue(`--playground-${name}`).trim();
    const names = ["ink", "ground", "positive", "negative", "above", "below"];
    return Object.fromEntries(names.map((name) => [name, read(name)]));
  }

  function drawField(context, values, colours) {
    const [ground, above, below] = [colours.ground, colours.above, colours.below].map(channels);
    const image = new ImageData(NODES, NODES);
    values.forEach((value, i) => {
      const side = value < 0 ? below : above;
      for (let c = 0; c < 3; c++)
        image.data[4 * i + c] = ground[c] + Math.abs(value) * (side[c] - ground[c]);
      image.data[4 * i + 3] = 255;
    });
    const small = new OffscreenCanvas(NODES, NODES);
    small.getContext("2d").putImageData(image, 0, 0);
    const gap = SIZE / (NODES - 1); // a node is the centre of its pixel
    context.drawImage(small, -gap / 2, -gap / 2, NODES * gap, NODES * gap);
  }

  /** Where the edges of one cell of the lattice cross 0, as [column, row]. */
  function crossings(values, column, row) {
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([c, r]) => [column + c, row + r]);
    const value = ([c, r]) => values[r * NODES + c];
    const found = [];
    corners.forEach((from, i) => {
      const to = corners[(i + 1) % 4];
      const [a, b] = [value(from), value(to)];
      if (a < 0 === b < 0) return;
      const share = a / (a - b);
      found.push(from.map((start, axis) => start + share * (to[axis] - start)));
    });
    return found;
  }

  function drawBoundary(context, values, colours) {
    const gap = SIZE / (NODES - 1);
    context.beginPath();
    for (let row = 0; row < NODES - 1; row++)
      for (let column = 0; column < NODES - 1; column++)
        crossings(values, column, row).forEach(([c, r], i) => {
          if (i % 2) context.lineTo(c * gap, r * gap);
          else context.moveTo(c * gap, r * gap);
        });
    context.strokeStyle = colours.ink;
    context.lineWidth = 4;
    context.stroke();
  }

  /** Circles with label 1, crosses with label -1. */
  function drawPoints(context, part, edge, colours) {
    const pixel = (value) => ((value / edge + 1) * SIZE) / 2;
    context.lineWidth = 3;
    context.strokeStyle = colours.negative;
    context.fillStyle = colours.positive;
    for (const [x, y, label] of part) {
      const [column, row] = [pixel(x), pixel(-y)];
      context.beginPath();
      if (label > 0) {
        context.arc(column, row, 5, 0, 2 * Math.PI);
        context.fill();
        continue;
      }
      for (const slope of [-1, 1]) {
        context.moveTo(column - 5, row - 5 * slope);
        context.lineTo(column + 5, row + 5 * slope);
      }
      context.stroke();
    }
  }

  /** Draws the map; returns the share of it on which the output is above 0. */
  function drawMap(canvas, net, part, edge) {
    const context = canvas.getContext("2d");
    const colours = palette(canvas);
    const values = lattice(net, edge);
    drawField(context, values, colours);
    drawBoundary(context, values, colours);
    drawPoints(context, part, edge, colours);
    return values.filter((value) => value >= 0).length / values.length;
  }

  // ---- Drawings ------------------------------------------------------------------------------
  const sign = (value) => (value < 0 ? "is-negative" : "is-positive");
  const width = (value) => Math.min(9, 2 * Math.abs(value)).toFixed(2);

  function link(from, to, weight) {
    const [x1, y1, x2, y2] = [...from, ...to];
    return svg("line", { x1, y1, x2, y2, class: sign(weight), "stroke-width": width(weight) });
  }

  /** A unit; its ring is its bias. */
  function unit([cx, cy], bias) {
    return [
      svg("circle", { cx, cy, r: 8, class: "playground-unit" }),
      svg("circle", { cx, cy, r: 8, class: sign(bias), "stroke-width": width(bias / 2) }),
    ];
  }

  function drawNetwork(picture, net) {
    const place = (x, i, count) => [x, 90 + (i - (count - 1) / 2) * Math.min(52, 172 / count)];
    const count = net.units.length;
    const inputs = [place(40, 0, 2), place(40, 1, 2)];
    const out = [260, 90];
    const links = [];
    const nodes = inputs.map(([x, y], i) =>
      svg("text", { x: x - 6, y: y + 5, "text-anchor": "end" }, "x" + "₁₂"[i]),
    );
    net.units.forEach((one, i) => {
      const here = place(150, i, count);
      links.push(link(inputs[0], here, one.first), link(inputs[1], here, one.second));
      links.push(link(here, out, one.out));
      nodes.push(...unit(here, one.bias));
    });
    nodes.push(...unit(out, net.bias), svg("text", { x: 276, y: 95 }, "o"));
    picture.replaceChildren(...links, ...nodes);
  }

  const PLOT = { left: 34, right: 282, top: 10, bottom: 122 };

  /** Losses against the epoch, on an axis of log(1 + epoch), with a marker at one of them. */
  function drawLosses(picture, epochs, losses, now, label) {
    const top = Math.max(0.6, ...losses.flat());
    const share = (epoch) => Math.log1p(epoch) / Math.log1p(epochs.at(-1));
    const x = (epoch) => PLOT.left + share(epoch) * (PLOT.right - PLOT.left);
    const y = (loss) => PLOT.bottom - (loss / top) * (PLOT.bottom - PLOT.top);
    const line = (x1, y1, x2, y2, name) => svg("line", { x1, y1, x2, y2, class: name });
    const parts = [
      line(PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom, "playground-axis"),
      line(PLOT.left, PLOT.top, PLOT.left, PLOT.bottom, "playground-axis"),
      line(x(epochs[now]), PLOT.top, x(epochs[now]), PLOT.bottom, "playground-now"),
    ];
    for (const epoch of [0, 10, 100, epochs.at(-1)])
      parts.push(
        svg("text", { x: x(epoch), y: PLOT.bottom + 15, "text-anchor": "middle" }, epoch),
      );
    for (const loss of [0, 0.5])
      parts.push(svg("text", { x: PLOT.left - 5, y: y(loss) + 4, "text-anchor": "end" }, loss));
    parts.push(
      svg("text", { x: PLOT.right, y: PLOT.bottom + 30, "text-anchor": "end" }, label),
    );
    losses.forEach((row, i) => {
      const name = ["playground-train", "playground-test"][i];
      const at = epochs.map((epoch, e) => `${x(epoch).toFixed(1)},${y(row[e]).toFixed(1)}`);
      parts.push(svg("polyline", { points: at.join(" "), class: name }));
      parts.push(svg("circle", { cx: x(epochs[now]), cy: y(row[now]), r: 4, class: name }));
    });
    picture.replaceChildren(...parts);
  }

  // ---- Texts ---------------------------------------------------------------------------------
  const decimal = (value, digits) => value.toFixed(digits).replace("-", "−");

  function describeNetwork(texts, net) {
    const two = (value) => decimal(value, 2);
    const parts = net.units.map((one, i) =>
      filled(texts.unit, {
        unit: i + 1,
        first: two(one.first),
        second: two(one.second),
        bias: two(one.bias),
        out: two(one.out),
      }),
    );
    parts.push(filled(texts.last, { bias: two(net.bias) }));
    return filled(texts.network, { units: net.units.length, list: parts.join(" ") });
  }

  function describeLosses(texts, [train, test], epochs, now) {
    const three = (row, at) => decimal(row.at(at), 3);
    return filled(texts.curve, {
      epoch: epochs[now],
      trainStart: three(train, 0),
      train: three(train, now),
      trainEnd: three(train, -1),
      testStart: three(test, 0),
      test: three(test, now),
      testEnd: three(test, -1),
    });
  }

  // ---- State and address ---------------------------------------------------------------------
  const MARK = "#playground?";

  /** The state that the address names, or null: "#playground?data=xor&activation=relu&…". */
  function named(data, start) {
    if (!location.hash.startsWith(MARK)) return null;
    const state = { ...start };
    for (const [key, value] of new URLSearchParams(location.hash.slice(MARK.length))) {
      const known = data.choices[key]?.find((choice) => String(choice) === value);
      if (known !== undefined) state[key] = known;
    }
    return state;
  }

  const address = ({ points: _, ...state }) => MARK + new URLSearchParams(state);

  // ---- Page ----------------------------------------------------------------------------------
  const TITLES = ["data", "activation", "units", "seed", "points"];

  /** A labelled list of choices. */
  function chooser(title, options, texts) {
    const select = html("select");
    for (const option of options)
      select.append(html("option", { value: option }, texts[option] ?? String(option)));
    return html("label", {}, html("span", {}, title), select);
  }

  /** Fills the live part; returns what `show` and the listeners need of it. */
  function build(live, { texts, choices }) {
    const choosers = TITLES.map((key) =>
      chooser(texts[`choose ${key}`], choices[key] ?? ["test", "train", "none"], texts),
    );
    const view = {
      selects: Object.fromEntries(TITLES.map((key, i) => [key, choosers[i].lastChild])),
      play: html("button", { type: "button" }),
      time: html("input", { type: "range", min: 0, max: choices.epoch.length - 1, step: 1 }),
      status: html("p", { role: "status" }),
      map: html("canvas", { width: SIZE, height: SIZE, role: "img" }),
      network: svg("svg", { viewBox: "0 0 300 180", role: "img" }),
      losses: svg("svg", { viewBox: "0 0 300 158", role: "img" }),
      legend: ["playground-train", "playground-test"].map((name) => html("span", { class: name })),
    };
    const time = html("label", {}, html("span", {}, texts.time), view.time);
    const legend = html("p", { class: "playground-legend" }, ...view.legend);
    const side = html("div", {}, view.network, view.losses, legend);
    live.append(
      html("div", { class: "playground-choices" }, ...choosers),
      html("div", { class: "playground-time" }, view.play, time),
      view.status,
      html("div", { class: "playground-views" }, view.map, side),
    );
    return view;
  }

  function show(view, data, state) {
    const { texts, choices } = data;
    const now = choices.epoch.indexOf(state.epoch);
    const { networks, losses, wrong } = film(data, state);
    const parts = points(data, state);
    const [train, test] = wrong.map((row) => row[now]);
    const counts = { epoch: state.epoch, train, test, total: parts.test.length };
    const above = drawMap(view.map, networks[now], parts[state.points] ?? [], data.edge);
    drawNetwork(view.network, networks[now]);
    drawLosses(view.losses, choices.epoch, losses, now, texts.time);
    for (const key of TITLES) view.selects[key].value = state[key];
    view.time.value = now;
    view.time.setAttribute("aria-valuetext", filled(texts.at, state));
    view.status.textContent = filled(texts.status, counts);
    view.legend.forEach((entry, i) => {
      const text = [texts["train loss"], texts["test loss"]][i];
      entry.textContent = filled(text, { value: decimal(losses[i][now], 3) });
    });
    const map = { ...counts, data: texts[state.data], share: Math.round(100 * above) };
    view.map.setAttribute("aria-label", filled(texts.map, map));
    view.network.setAttribute("aria-label", describeNetwork(texts, networks[now]));
    view.losses.setAttribute("aria-label", describeLosses(texts, losses, choices.epoch, now));
  }

  class Playground {
    constructor(root) {
      this.live = root.querySelector(".widget-live");
      this.data = JSON.parse(root.querySelector("script").textContent);
      this.epochs = this.data.choices.epoch;
      this.start = { ...this.data.start, points: "test" };
      this.state = this.start;
      this.calm = matchMedia("(prefers-reduced-motion: reduce)");
      this.view = build(this.live, this.data);
      this.listen();
      this.stop();
      this.live.tabIndex = -1;
      this.live.hidden = false;
      root.classList.add("is-live");
      this.draw();
      this.follow();
    }

    draw() {
      show(this.view, this.data, this.state);
    }

    change(next) {
      this.state = { ...this.state, ...next };
      this.draw();
      clearTimeout(this.writing); // browsers limit how often an address may change
      const write = () => history.replaceState(null, "", address(this.state));
      this.writing = setTimeout(write, 300);
    }

    /** Go where the address leads, if it is a state of the playground. */
    follow() {
      const state = named(this.data, this.start);
      if (!state) return;
      this.stop();
      this.state = state;
      this.draw();
      this.live.scrollIntoView();
      this.live.focus({ preventScroll: true });
    }

    get last() {
      return this.state.epoch === this.epochs.at(-1);
    }

    forward() {
      const now = this.epochs.indexOf(this.state.epoch);
      this.change({ epoch: this.epochs[(now + 1) % this.epochs.length] });
      if (this.last) this.stop();
    }

    stop() {
      this.playing(0);
    }

    playing(timer) {
      clearInterval(this.timer);
      this.timer = timer;
      const word = this.calm.matches ? "next" : timer ? "pause" : "play";
      this.view.play.textContent = this.data.texts[word];
      // A voice that reads every frame of a film is of no use.
      this.view.status.setAttribute("aria-live", timer ? "off" : "polite");
    }

    /** Play or pause; for those who want less motion, one step forward. */
    press() {
      if (this.timer) return this.stop();
      if (this.calm.matches || this.last) this.forward();
      if (!this.calm.matches) this.playing(setInterval(() => this.forward(), 400));
    }

    listen() {
      const { selects, time, play } = this.view;
      for (const key of TITLES)
        selects[key].addEventListener("change", () => {
          const known = this.data.choices[key];
          this.change({ [key]: known ? known[selects[key].selectedIndex] : selects[key].value });
        });
      time.addEventListener("input", () => {
        this.stop();
        this.change({ epoch: this.epochs[time.value] });
      });
      play.addEventListener("click", () => this.press());
      this.calm.addEventListener("change", () => this.stop());
      addEventListener("hashchange", () => this.follow());
      new MutationObserver(() => this.draw()).observe(document.documentElement, {
        attributeFilter: ["data-theme"],
      });
    }
  }

  for (const root of document.querySelectorAll('[data-widget="playground"]')) new Playground(root);
  return { film, output, points };
})();
