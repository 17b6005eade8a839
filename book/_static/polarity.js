// An image and its negative through one filter: see code/nnlab/widgets/polarity.py.
(() => {
  const { html, filled, shown, settled, slider, keep, asked, start } = Widget;
  const SLOPE = { name: "alpha", min: -1, max: 1, step: 0.01, value: -1 };
  const WAY = { name: "bias", min: 0, max: 1, step: 0.01, value: 0 }; // from learnt to blind

  /** Every place's sum of products, without padding: pixels (n × n), weights (k × k), by rows. */
  const convolved = (pixels, n, weights, k) => {
    const side = n - k + 1;
    return Float64Array.from({ length: side * side }, (_, at) => {
      const corner = Math.floor(at / side) * n + (at % side);
      let sum = 0;
      for (let y = 0; y < k; y++)
        for (let x = 0; x < k; x++) sum += weights[y * k + x] * pixels[corner + y * n + x];
      return sum;
    });
  };
  const leaky = (field, bias, alpha) =>
    field.map((z) => (z + bias > 0 ? z + bias : alpha * (z + bias)));
  const length = (field) => Math.hypot(...field);
  const largest = (field, bias = 0) =>
    field.reduce((most, z) => Math.max(most, Math.abs(z + bias)), 0);

  /** |a - b| / (|a| + |b|): 0 where they are the same, 1 where one is the other's opposite. */
  const share = (a, b) => {
    const both = length(a) + length(b);
    return both ? length(a.map((v, i) => v - b[i])) / both : 0;
  };

  /** Pixels from 0 to 1 of a packed image. */
  const unpacked = (text) => Float64Array.from(atob(text), (c) => c.charCodeAt(0) / 255);

  /** A number for reading in which rounding errors are 0. */
  const rounded = (x, digits) => shown(Math.round(x * 10 ** digits) / 10 ** digits, digits);

  /** One square picture with its name. */
  class Picture {
    constructor(name, signed) {
      this.canvas = html("canvas", { role: "img", class: signed ? "signed" : "as-is" });
      this.element = html("div", {}, this.canvas, html("span", { "aria-hidden": "true" }, name));
    }

    /** paint: value -> [red, green, blue] from 0 to 255. */
    draw(values, paint) {
      const side = Math.sqrt(values.length);
      if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
      const pixels = new ImageData(side, side);
      values.forEach((value, i) => pixels.data.set([...paint(value), 255], 4 * i));
      this.canvas.getContext("2d").putImageData(pixels, 0, 0);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      this.range = { least: rounded(least, 2), most: rounded(most, 2) };
    }
  }

  const grey = (value) => [255 * value, 255 * value, 255 * value];
  /** From the first colour over the middle one at 0 to the last; beyond ±most no further. */
  const signed = ([low, middle, high], most) => (value) => {
    const at = Math.min(1, Math.abs(value) / (most || 1));
    const end = value < 0 ? low : high;
    return middle.map((channel, i) => channel + at * (end[i] - channel));
  };

  class Polarity {
    constructor(live, data, anchor) {
      Object.assign(this, { data, anchor, text: data.text });
      this.#makeControls();
      this.#makePictures();
      live.append(this.controls, this.pictures, this.verdict, this.news);
      this.later = settled(() => this.#settle());
      live.addEventListener("input", () => {
        this.draw();
        this.later();
      });
      this.draw();
      this.#describe();
    }

    #makeControls() {
      const { digits, filters } = this.data;
      const digit = (d, i) => [i, filled(this.text["a digit"], d)];
      const filter = (f, i) => [i, filled(this.text["a filter"], f)];
      this.digit = this.#select("digit", digits.map(digit));
      this.filter = this.#select("filter", filters.map(filter));
      const row = html("div", { class: "widget-row" }, this.digit.row, this.filter.row);
      this.slope = this.#slider(SLOPE, (alpha) => `α = ${rounded(alpha, 2)}`);
      this.way = this.#slider(WAY, () => filled(this.text["bias is"], { bias: rounded(this.bias, 3) }));
      const rows = [row, this.slope.row, this.way.row];
      this.controls = html("div", { class: "widget-controls" }, ...rows);
    }

    #select(name, entries) {
      const options = entries.map(([value, text]) => html("option", { value }, text));
      const input = html("select", { name }, ...options);
      input.value = Math.round(asked(name, { min: 0, max: entries.length - 1, value: 0 }));
      return { input, row: html("label", {}, this.text[name], input) };
    }

    #slider(range, text) {
      return slider({ ...range, label: this.text[range.name], value: asked(range.name, range), text });
    }

    #makePictures() {
      const kinds = ["image", "negative", "kernel", "response", "negative response", "difference"];
      this.shown = Object.fromEntries(
        kinds.map((kind, i) => [kind, new Picture(this.text[kind], i > 1)]),
      );
      const parts = Object.values(this.shown).map((picture) => picture.element);
      this.pictures = html("div", { class: "widget-pictures" }, ...parts);
      this.number = html("strong");
      const [before, after] = this.text.told.split("{share}");
      const told = html("p", {}, before, this.number, after);
      this.verdict = html("div", { class: "widget-verdict" }, told, html("p", {}, this.text.scale));
      this.news = html("output", { class: "widget-news", "aria-live": "polite" });
    }

    /** The bias between the learnt one and the blind one, where its slider stands. */
    get bias() {
      const { learnt, blind } = this.chosen;
      const way = this.way ? this.way.input.valueAsNumber : asked(WAY.name, WAY);
      return learnt + way * (blind - learnt);
    }

    get chosen() {
      return this.data.filters[this.filter.input.value];
    }

    draw() {
      const { weights, side, learnt, blind } = this.chosen;
      const image = unpacked(this.data.digits[this.digit.input.value].pixels);
      const negative = image.map((p) => 1 - p);
      const fields = [image, negative].map((x) => convolved(x, this.data.side, weights, side));
      const alpha = this.slope.input.valueAsNumber;
      const [a, b] = fields.map((field) => leaky(field, this.bias, alpha));
      // One scale of colours for a digit and a filter, whatever slope and bias.
      const most = Math.max(...fields.flatMap((f) => [largest(f, learnt), largest(f, blind)]));
      const ink = signed(this.data.colours, most);
      this.shown.image.draw(image, grey);
      this.shown.negative.draw(negative, grey);
      this.shown.kernel.draw(weights, signed(this.data.colours, largest(weights)));
      this.shown.response.draw(a, ink);
      this.shown["negative response"].draw(b, ink);
      this.shown.difference.draw(a.map((v, i) => v - b[i]), ink);
      this.number.textContent = rounded(share(a, b), 3);
      this.way.put(this.way.input.value);
    }

    /** What each picture shows, in words. */
    #describe() {
      const { label } = this.data.digits[this.digit.input.value];
      const { number } = this.chosen;
      for (const [kind, picture] of Object.entries(this.shown)) {
        const words = filled(this.text[`${kind} alt`], { label, number, ...picture.range });
        picture.canvas.setAttribute("aria-label", words);
      }
    }

    /** When the reader's hand rests: the words, the news for screen readers, the address. */
    #settle() {
      this.#describe();
      this.news.value = filled(this.text.told, { share: this.number.textContent });
      const controls = [this.digit.input, this.filter.input, this.slope.input, this.way.input];
      keep(Object.fromEntries(controls.map((c) => [c.name, c.value])), this.anchor);
    }
  }

  start("polarity", (live, data, anchor) => new Polarity(live, data, anchor));
})();
