// What a verified document says, as rows to compare with the paper. `labels` are the page's own words.

const english = () => document.documentElement.lang.startsWith("en");
const either = (words) => (words ? (english() && words.en) || words.zh : "");

function itemWords(item, value, labels) {
  if (value === null || value === undefined || value === "") return "";
  if (item.kind === "yesno") return labels[value] ?? value;
  if (item.kind === "choice") return item.choices?.[value]?.[english() ? 1 : 0] ?? value;
  if (item.kind === "money") return `${value} ${labels.wan}`;
  if (item.kind === "percent") return `${value}%`;
  return `${value} ${(english() ? item.unit_en : item.unit) ?? ""}`.trim();
}

const labelOf = (item) => (english() && item.label_en) || item.label;

function itemRows(item, labels) {
  if (item.withheld) return [[labelOf(item), labels.withheld]];
  if (!item.rows) return [[labelOf(item), itemWords(item, item.value, labels)]];
  const line = (row) => item.columns.map((column) => itemWords(column, row[column.id], labels)).filter(Boolean).join(english() ? ", " : "，");
  return [[labelOf(item), item.rows.map(line).join("\n")]];
}

const reportRows = (sections, labels) => sections.flatMap((one) => one.items).flatMap((item) => itemRows(item, labels));

function registrationRows(facts, labels) {
  const capital = facts.capital && `${facts.capital.amount} ${labels.wan} (${facts.capital.currency})`;
  return [
    [labels.name, facts.name],
    [labels.code, facts.code],
    [labels.kind, either(facts.kind)],
    [labels.status, either(facts.status)],
    [labels.established, facts.established_on],
    ...(facts.persons ?? []).map((one) => [labels[one.post] ?? one.post, one.name]),
    [labels.capital, capital],
    [labels.address, facts.address],
    [labels.region, facts.region?.name ?? facts.region?.code],
    [labels.industry, facts.industry],
    [labels.scope, facts.scope],
  ];
}

function recordGroups(document_, labels) {
  const parts = document_.sections;
  const [latest] = parts.annual_reports ?? [];
  const listed = parts.listings?.current ?? [];
  return [
    [labels.registration, registrationRows(parts.registration ?? {}, labels)],
    ...(latest ? [[`${labels.report} ${latest.year}`, reportRows(latest.sections, labels)]] : []),
    [labels.listings, listed.map((one) => [either(one.ground), `${one.number} ${one.since}`])],
  ];
}

function filingGroups(document_, labels) {
  const facts = [
    [labels.name, document_.entity?.name],
    [labels.code, document_.entity?.code],
    [labels.year, document_.year],
    [labels.late, document_.late ? labels.yes : labels.no],
    [labels.submitted, document_.submitted_at],
  ];
  return [[labels.report, facts], ["", reportRows(document_.sections ?? [], labels)]];
}

export function groupsOf(document_, labels) {
  try {
    if (document_.format === "gongbao/record/v1") return recordGroups(document_, labels);
    if (document_.format === "gongbao/filing/v1") return filingGroups(document_, labels);
  } catch {
    // a document of a later kind: shown as it is
  }
  return [];
}

export function show(place, document_, labels) {
  place.replaceChildren();
  for (const [title, rows] of groupsOf(document_, labels)) {
    const said = rows.filter(([, value]) => value !== undefined && value !== null && value !== "");
    if (title) place.append(element("h3", title));
    if (title && !said.length) place.append(element("p", labels.none, "quiet"));
    if (!said.length) continue;
    const list = element("dl", "", "facts");
    for (const [label, value] of said) {
      const row = element("div", "", "fact");
      row.append(element("dt", label), element("dd", String(value)));
      list.append(row);
    }
    place.append(list);
  }
}

export function element(name, content = "", style = "") {
  const made = document.createElement(name);
  made.textContent = content;
  if (style) made.className = style;
  return made;
}
