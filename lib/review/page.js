"use strict";
// Filters, keys, and decisions kept as override/1 records.  Nothing is sent:
// saving makes a file of what was decided on this page.
const articles = Array.from(document.querySelectorAll("article"));
const passages = Array.from(document.querySelectorAll(".passage[data-start]"));
const decided = new Map();
const note = p => p.closest("article").dataset;
const say = text => { document.getElementById("said").textContent = text; };
const make = (name, text, parent) => {
	const made = document.createElement(name);
	if (text) made.textContent = text;
	if (parent) parent.append(made);
	return made;
};

// Filters
const form = document.querySelector("form.filter");
form.hidden = false;
const choose = (name, values) => {
	for (const value of Array.from(new Set(values)).sort()) {
		const option = make("option", value, form.elements[name]);
		option.value = value;
	}
};
choose("patient", articles.map(a => a.dataset.patient));
choose("outcome", passages.map(p => p.dataset.state));
choose("label", passages.map(p => p.dataset.label));
const filter = () => {
	const f = form.elements;
	let shown = 0;
	for (const a of articles) {
		let any = f.outcome.value === "" && f.label.value === "" && !f.low.checked;
		for (const p of a.querySelectorAll(".passage[data-start]")) {
			const fits = (f.outcome.value === "" || p.dataset.state === f.outcome.value) &&
			    (f.label.value === "" || p.dataset.label === f.label.value) &&
			    (!f.low.checked || Number(p.dataset.score) < 600);
			p.hidden = !fits;
			any = any || fits;
		}
		a.hidden = !any || (f.patient.value !== "" && a.dataset.patient !== f.patient.value);
		shown += a.hidden ? 0 : 1;
	}
	say(shown + " of " + articles.length + " notes shown");
};
form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter, 0));
form.addEventListener("submit", event => event.preventDefault());

// Decisions
const may = p => note(p).text !== "";
const releasable = p => may(p) && p.dataset.state !== "goes" && p.dataset.release === "yes";
const undo = p => {
	decided.delete(p);
	p.classList.remove("decided");
	const word = p.querySelector(".decision");
	if (word) word.remove();
	count();
};
const decide = (p, action) => {
	if (!may(p)) return say("This record has no digest of the text that was classified: nothing can be decided on it.");
	if (action === "release" && !releasable(p))
		return say("No release here: only what waits for a person, or was left out as beyond the minimum, can be released.");
	undo(p);
	decided.set(p, action);
	p.classList.add("decided");
	make("strong", " Decided here: " + action, p.querySelector(".said")).className = "decision";
	count();
};
const count = () => {
	document.getElementById("count").textContent = decided.size + (decided.size === 1 ? " decision" : " decisions");
	document.getElementById("save").disabled = decided.size === 0;
};
// A passage gets its buttons when it comes near the window: a thousand notes
// have tens of thousands of them.
const dressed = new WeakSet();
const dress = p => {
	const box = make("span", "", p);
	const button = (text, act) => {
		const b = make("button", text, box);
		b.type = "button";
		b.addEventListener("click", act);
		box.append(" ");
	};
	box.className = "decide";
	if (releasable(p)) button("Release", () => decide(p, "release"));
	button("Withhold", () => decide(p, "withhold"));
	button("Undo", () => undo(p));
};
const dressAll = a => {
	if (dressed.has(a)) return;
	dressed.add(a);
	if (a.dataset.text === "") return;
	for (const p of a.querySelectorAll(".passage[data-start]")) dress(p);
};
const near = new IntersectionObserver(seen => {
	for (const s of seen) {
		if (!s.isIntersecting) continue;
		near.unobserve(s.target);
		dressAll(s.target);
	}
}, { rootMargin: "600px" });
for (const a of articles) near.observe(a);
const saving = document.querySelector(".save");
saving.hidden = false;
saving.addEventListener("submit", event => {
	event.preventDefault();
	const by = saving.elements.by.value.trim(), reason = saving.elements.reason.value.trim();
	if (!by || !reason) return say("A decision needs a name and a reason.");
	const now = new Date(), two = n => String(n).padStart(2, "0");
	const on = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
	let lines = "";
	for (const [p, action] of decided) {
		const record = { record: "override/1", note: note(p).note, section: Number(p.dataset.section) };
		if (p.dataset.in) record.in = p.dataset.in;
		Object.assign(record, { start: Number(p.dataset.start), end: Number(p.dataset.end), action, by, on, reason, text: note(p).text });
		lines += JSON.stringify(record) + "\n";
	}
	const link = make("a");
	link.href = URL.createObjectURL(new Blob([lines], { type: "application/x-ndjson" }));
	link.download = "overrides.ndjson";
	document.body.append(link);
	link.click();
	setTimeout(() => { URL.revokeObjectURL(link.href); link.remove(); }, 1000);
	say(decided.size + " decisions saved as overrides.ndjson: give them to notes-redact --overrides.");
});
window.addEventListener("beforeunload", event => { if (decided.size > 0) event.preventDefault(); });

// Keys
const step = (all, by) => {
	const shown = all.filter(x => !x.hidden && !x.closest("article").hidden);
	const at = shown.findIndex(x => x === document.activeElement || x.contains(document.activeElement));
	const next = shown[at === -1 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(at + by, 0), shown.length - 1)];
	if (!next) return;
	next.tabIndex = -1;
	dressAll(next.closest("article"));
	next.focus();
	next.scrollIntoView({ block: "nearest" });
};
document.addEventListener("keydown", event => {
	if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
	const here = document.activeElement && document.activeElement.closest(".passage[data-start]");
	const keys = {
		j: () => step(articles, 1), k: () => step(articles, -1), n: () => step(passages, 1), p: () => step(passages, -1),
		r: () => here && decide(here, "release"), w: () => here && decide(here, "withhold"), u: () => here && undo(here),
		f: () => form.elements.patient.focus(), s: () => saving.elements.by.focus(),
	};
	if (!keys[event.key]) return;
	event.preventDefault();
	keys[event.key]();
});
count();
say(articles.length + " of " + articles.length + " notes shown");
