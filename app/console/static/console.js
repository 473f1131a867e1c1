"use strict";
// Live parts of `data-live` elements, charts of `data-chart` elements, questions before what cannot be taken back, the menu on phones.
(() => {
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function draw(place) {
    const data = JSON.parse(place.dataset.chart);
    const pad = Number(place.dataset.pad || 1800);
    const ends = [data[0][0] - pad, data[0][data[0].length - 1] + pad]; // uPlot would give a single point three years
    const as = (name) => () => color(name); // asked for at each drawing, so that day and night may change
    const axis = { stroke: as("--ink"), grid: { stroke: as("--line") }, ticks: { stroke: as("--line") } };
    const plot = new uPlot({
      width: place.clientWidth, height: 180, legend: { show: false }, cursor: { show: false },
      scales: { x: { range: () => ends }, y: { range: (_u, _low, high) => [0, Math.max(4, high)] } },
      axes: [axis, axis],
      series: [{}, { label: place.dataset.label, stroke: as("--accent"), fill: as("--accent-soft"), width: 2, paths: uPlot.paths.bars({ size: [0.8, 40] }), points: { show: false } }],
    }, data, place);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw());
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 180 })).observe(place);
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (window.uPlot) document.querySelectorAll("[data-chart]").forEach(draw);
    document.querySelectorAll("[data-live]").forEach((place) => {
      const source = new EventSource(place.dataset.live); // the browser comes again by itself
      source.onmessage = (event) => { if (!place.matches(":focus-within")) place.innerHTML = event.data; };
    });
    const menu = document.querySelector("details.nav");
    const narrow = window.matchMedia("(max-width: 50rem)");
    const fold = () => { if (menu) menu.open = !narrow.matches; }; // folded away on phones, also when one is turned
    fold();
    narrow.addEventListener("change", fold);
  });
  document.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-sure]");
    if (asked && !window.confirm(asked.dataset.sure)) event.preventDefault();
    document.querySelectorAll("details.menu[open]").forEach((each) => { if (!each.contains(event.target)) each.removeAttribute("open"); });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((each) => each.removeAttribute("open"));
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      const search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });
})();
