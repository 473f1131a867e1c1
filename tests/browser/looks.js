// What a page must be for everybody: names, contrast, order, one column that fits. Gives findings.
(() => {
  const findings = [];
  const tell = (rule, element, words) => findings.push(`${rule}: ${words || ""} ${(element.outerHTML || "").slice(0, 120)}`);
  const shown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);

  // Names: what a screen reader says of each thing that can be used.
  const named = (element) => (element.getAttribute("aria-label") || element.innerText || element.textContent || element.title || "").trim()
    || [...(element.labels || [])].some((label) => label.innerText.trim())
    || (element.getAttribute("aria-labelledby") || "").split(/\s+/).some((id) => id && document.getElementById(id)?.innerText.trim());
  all("a[href], button, summary").forEach((element) => { if (!named(element)) tell("name", element); });
  all("input:not([type=hidden]), select, textarea").forEach((element) => {
    if (![...(element.labels || [])].some((label) => label.innerText.trim()) && !element.getAttribute("aria-label")) tell("label", element);
  });
  all("img").forEach((element) => { if (!element.hasAttribute("alt")) tell("alt", element); });

  // Structure.
  if (!document.documentElement.lang) tell("lang", document.documentElement);
  if (!document.title.trim()) tell("title", document.head);
  if (all("h1").length !== 1) tell("h1", document.body, `${all("h1").length} of them`);
  if (all("main").length !== 1) tell("main", document.body);
  let before = 1;
  all("main h1, main h2, main h3, main h4").forEach((element) => {
    const level = Number(element.tagName[1]);
    if (level > before + 1) tell("heading", element, `h${level} after h${before}`);
    before = level;
  });
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => tell("id", document.getElementById(id), "twice"));
  document.querySelectorAll("[aria-describedby], [aria-labelledby], [aria-controls]").forEach((element) => {
    ["aria-describedby", "aria-labelledby", "aria-controls"].forEach((name) => (element.getAttribute(name) || "").split(/\s+/)
      .filter((id) => id && !document.getElementById(id)).forEach((id) => tell("reference", element, `${name} ${id}`)));
  });
  all("table").forEach((table) => {
    if (getComputedStyle(table.tHead || table).display !== "none" && !table.querySelector("th[scope]")) tell("table", table, "no header cells");
  });

  // The keyboard: in the order of the page, into nothing hidden, into everything that scrolls.
  document.querySelectorAll("[tabindex]").forEach((element) => { if (element.tabIndex > 0) tell("tabindex", element, "out of order"); });
  document.querySelectorAll("[aria-hidden=true]").forEach((element) => {
    if (element.querySelector("a[href], button, input, select, textarea, [tabindex='0']")) tell("hidden focus", element);
  });
  all("main *").forEach((element) => {
    const style = getComputedStyle(element);
    const scrolls = /(auto|scroll)/.test(style.overflowX + style.overflowY) && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    if (scrolls && element.tabIndex < 0 && !element.querySelector("a[href], button, input, select, textarea")) tell("scroll", element, "not by keyboard");
  });

  // Contrast of text (WCAG 2.2, 1.4.3): 4.5, or 3 for large text.
  const parts = (text) => { const found = text.match(/[\d.]+/g).map(Number); return found.length < 4 ? [...found.slice(0, 3), 1] : found; };
  const over = ([r, g, b, a], [r2, g2, b2]) => [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];
  const light = ([r, g, b]) => [r, g, b].map((each) => { const share = each / 255; return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; })
    .reduce((sum, each, place) => sum + each * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const color = parts(getComputedStyle(at).backgroundColor);
      if (color[3] > 0) layers.push(color);
      if (color[3] === 1) break;
    }
    return layers.reverse().reduce((below, color) => over(color, below), [255, 255, 255, 1]);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const looked = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || looked.has(element) || !shown(element) || element.closest(":disabled, script, style, .hidden, .skip, svg")) continue;
    looked.add(element);
    const style = getComputedStyle(element), below = ground(element), above = over(parts(style.color), below);
    const [more, less] = [light(above), light(below)].sort((one, other) => other - one);
    const ratio = (more + 0.05) / (less + 0.05), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) tell("contrast", element, ratio.toFixed(2));
  }

  // Targets (WCAG 2.2, 2.5.8): 24 by 24, but for links within a text and native boxes.
  all("button, select, summary, input:not([type=hidden]):not([type=checkbox]):not([type=radio])").forEach((element) => {
    const box = element.getBoundingClientRect();
    if (!element.matches(".link") && (box.height < 24 || box.width < 24) && !element.closest(".hidden, .skip")) tell("target", element, `${Math.round(box.width)}×${Math.round(box.height)}`);
  });

  // Width: nothing sticks out.
  if (document.documentElement.scrollWidth > innerWidth + 1) {
    const wide = all("body *").find((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".scroll, pre, .skip"));
    tell("width", wide || document.body, `${document.documentElement.scrollWidth} > ${innerWidth}`);
  }
  return findings;
})()
