// Figures with a parameter to move: see code/nnlab/figures/slider.py.
for (const slider of document.querySelectorAll(".slider")) {
  const names = JSON.parse(slider.dataset.names);
  const control = slider.querySelector(".slider-control");
  const input = control.querySelector("input");
  const show = () => {
    for (const part of slider.querySelectorAll("[data-frame]"))
      part.style.display = part.dataset.frame === input.value ? "" : "none";
    const name = names[input.value];
    control.querySelector("output").value = name;
    input.setAttribute("aria-valuetext", name);
  };
  input.addEventListener("input", show);
  control.hidden = false;
  show(); // a browser may keep the position over a reload
}
