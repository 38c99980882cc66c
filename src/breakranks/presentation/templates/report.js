"use strict";
(() => {
  const figures = [...document.querySelectorAll(".chart-spec")].map((holder) => ({
    spec: holder.textContent,
    place: holder.previousElementSibling.querySelector(".chart"),
    undrawn: holder.previousElementSibling.querySelector(".undrawn"),
  }));

  const config = (narrow) => ({
    background: null,
    font: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif",
    view: { stroke: null },
    axis: {
      labelColor: "var(--muted)", titleColor: "var(--muted)", domainColor: "var(--line)", tickColor: "var(--line)",
      gridColor: "var(--line)", gridOpacity: 0.7, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", titlePadding: 8,
    },
    // A title may be wider than a narrow picture beside its names; from the right end it reaches over them.
    axisX: narrow ? { titleAnchor: "end" } : {},
    axisYBand: { labelColor: "var(--ink)", labelLimit: narrow ? 150 : 280, labelFontSize: narrow ? 11 : 12 },
  });

  // On a narrow page the names of rows are broken into lines, not cut, and the rows grow with them.
  const fold = (spec) => {
    const folded = (name) => name.replace(/(?![^\n]{1,20}(?:\n|$))([^\n]{1,20}) /g, "$1\n");
    const lines = Math.max(...spec.datasets.rows.map((row) => folded(row.row).split("\n").length));
    const middle = { test: "true", expr: "10.5 - 6.5 * length(split(datum.label, '\\n'))" };
    for (const { encoding } of spec.layer) {
      if (encoding.y?.field !== "row") continue;
      spec.height = Math.max(spec.height, encoding.y.sort.length * (13 * lines + 10));
      encoding.y.sort = encoding.y.sort.map(folded);
      Object.assign(encoding.y.axis, {
        labelExpr: "split(datum.label, '\\n')", labelLineHeight: 13, labelBaseline: "alphabetic",
        labelOffset: { condition: middle, value: 0 },
      });
    }
    for (const row of spec.datasets.rows) row.row = folded(row.row);
  };

  // Vega writes colours as SVG attributes, where CSS custom properties mean nothing; as styles they follow light, dark and paper.
  const paint = (place) => {
    const svg = place.querySelector("svg");
    for (const element of svg.querySelectorAll("[fill^='var('],[stroke^='var(']")) {
      for (const name of ["fill", "stroke"]) {
        const colour = element.getAttribute(name);
        if (colour && colour.startsWith("var(")) element.style[name] = colour;
      }
    }
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
  };

  // With `ast`, Vega interprets expressions instead of compiling them, which pages that forbid eval would not let it.
  const embed = async (figure) => {
    const spec = JSON.parse(figure.spec);
    spec.width = figure.width;
    spec.autosize = { type: "fit-x", contains: "padding" };
    if (figure.width < 560 && spec.datasets.rows[0]?.row) fold(spec);
    const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, config: config(figure.width < 560) };
    const { view } = await vegaEmbed(figure.place, spec, options);
    // What fails while the data flows Vega only logs; a layer then has rows and no marks.
    const empty = (layer, n) =>
      !layer.transform && spec.datasets[layer.data.name].length && !figure.place.querySelector(`.layer_${n}_marks > *`);
    if (spec.layer.some(empty)) throw new Error("a layer has rows and no marks");
    figure.view = view;
    paint(figure.place);
  };

  // The page says of every chart that it is not drawn, until it is.
  const draw = async (figure, width) => {
    figure.width = width;
    try {
      await embed(figure);
      figure.undrawn.hidden = true;
    } catch (error) {
      console.error(error);
      figure.view = null;
      figure.place.replaceChildren();
      figure.undrawn.hidden = false;
    }
  };

  // The page says when it has drawn what it can, so that what makes a picture of it knows when to.
  const drawDue = async () => {
    const width = (figure) => Math.floor(figure.place.clientWidth);
    const due = figures.filter((figure) => width(figure) > 0 && width(figure) !== figure.width);
    delete document.documentElement.dataset.drawn;
    await Promise.all(due.map((figure) => draw(figure, width(figure))));
    document.documentElement.dataset.drawn = "";
  };

  // One after the other: of two drawings at once, the one for the old width might be done last.
  let drawn = Promise.resolve();
  const drawAll = () => { drawn = drawn.then(drawDue); };

  // The printer does not wait for promises, so there the views are only made narrower, each by its part of the page's width.
  const fit = (page) => {
    const widest = document.querySelector("main").clientWidth;
    for (const figure of figures) {
      if (!figure.view) continue;
      figure.view.width(page ? Math.round((page * figure.width) / widest) : figure.width).run();
      paint(figure.place);
    }
  };

  // Not only the window makes a place wider or narrower: so do a scroll bar, a fold that opens, and larger letters.
  let waiting;
  const sized = new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 150);
  });
  for (const figure of figures) sized.observe(figure.place);
  addEventListener("beforeprint", () => fit(690));
  addEventListener("afterprint", () => fit());
  drawAll();

  // Only what scrolls needs to be reached with the keyboard.
  const reachable = () => {
    for (const box of document.querySelectorAll(".scroll")) {
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", reachable);
  document.addEventListener("toggle", reachable, true);
  reachable();

  for (const table of document.querySelectorAll("table.sortable")) {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      heading.querySelector("button").addEventListener("click", () => {
        const numeric = heading.classList.contains("number");
        const rising = heading.getAttribute("aria-sort") === "ascending" ? false : heading.getAttribute("aria-sort") === "descending" || !numeric;
        for (const other of headings) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
        const value = (row) => row.cells[column].dataset.sort;
        const order = (a, b) => (numeric ? Number(value(a)) - Number(value(b)) : value(a).localeCompare(value(b), "en", { numeric: true }));
        const rows = [...table.tBodies[0].rows].sort((a, b) => (rising ? order(a, b) : order(b, a)));
        table.tBodies[0].append(...rows);
      });
    });
  }

  // A filter searches what its table says in words, not the numbers; it is hidden where there is no script to run it.
  for (const input of document.querySelectorAll(".filter input")) {
    const rows = [...document.getElementById(input.getAttribute("aria-controls")).tBodies[0].rows].map((row) => ({
      row,
      text: [...row.cells].filter((cell) => !cell.classList.contains("number")).map((cell) => cell.textContent.toLowerCase()).join(" "),
    }));
    const output = input.parentElement.querySelector("output");
    const apply = () => {
      const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { row, text } of rows) {
        row.hidden = !wanted.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      output.textContent = `${shown} of ${rows.length} rows`;
    };
    input.addEventListener("input", apply);
    input.parentElement.hidden = false;
    apply();
  }

  // Where styles cannot open what is folded, the script does while it is printed.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
  });

  // A link to something inside a closed fold opens the fold first; one to what is to be printed chooses it.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.type === "radio") target.checked = true;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
