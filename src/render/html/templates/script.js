// Filters and folds. Everything is readable without it.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("filter");
  const groups = [...document.querySelectorAll("details.group")];
  const rows = groups.flatMap((group) =>
    [...group.querySelectorAll("details.finding")].map((node) => ({
      node, group, status: group.dataset.status, severity: node.dataset.severity, pillar: node.dataset.pillar,
      text: null,
    })));
  const wanted = (name) => new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));
  const folded = groups.filter((group) => !group.open);

  const apply = () => {
    const words = $("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const status = wanted("status"), severity = wanted("severity"), pillar = $("pillar").value;
    let shown = 0;
    const alive = new Map(groups.map((group) => [group, 0]));
    for (const row of rows) {
      let keep = status.has(row.status) && severity.has(row.severity) && (!pillar || row.pillar === pillar);
      if (keep && words.length) {
        row.text ??= row.node.textContent.toLowerCase();
        keep = words.every((word) => row.text.includes(word));
      }
      row.node.hidden = !keep;
      if (keep) { shown += 1; alive.set(row.group, alive.get(row.group) + 1); }
    }
    for (const [group, number] of alive) {
      group.hidden = number === 0;
      // What somebody searches for must not hide in a fold.
      if (folded.includes(group)) group.open = words.length > 0 || status.size === 1;
    }
    $("shown").textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
  };

  let timer;
  const soon = () => { clearTimeout(timer); timer = setTimeout(apply, 80); };
  form.addEventListener("input", soon);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  $("unfold").addEventListener("click", () => {
    for (const row of rows) if (!row.node.hidden && row.group.open) row.node.open = true;
  });
  $("fold").addEventListener("click", () => { for (const row of rows) row.node.open = false; });
  for (const link of document.querySelectorAll("a[data-find]"))
    link.addEventListener("click", () => { form.reset(); $("q").value = link.dataset.find; setTimeout(apply); });

  // A link into a fold opens it.
  const reveal = () => {
    const target = location.hash.length > 1 && $(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  form.hidden = rows.length === 0;
  if (rows.length) apply();
  reveal();
})();
