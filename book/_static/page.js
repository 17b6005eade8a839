// What scrolls sideways can be reached by keyboard, in every browser. The theme sees to code and tables;
// here are the formulas.
{
  const formulas = document.querySelectorAll(".katex-display, .katex-display > .katex > .katex-html, div.math");
  const update = () => {
    for (const formula of formulas)
      if (formula.scrollWidth > formula.clientWidth + 1) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
  };
  addEventListener("resize", update);
  addEventListener("load", update);
}

// Paper is white: a page is printed in its light colours, whatever its theme on the screen.
{
  const page = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => {
    theme = page.dataset.theme;
    page.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    page.dataset.theme = theme;
  });
}
