// Keeps the page live: the server says that something changed, htmx fetches the parts that show it.
(() => {
  const units = [[172800, 86400, "d"], [3600, 3600, "h"], [60, 60, "min"], [0, 1, "s"]];

  function ago(then) {
    const seconds = Math.max(0, Math.floor((Date.now() - then) / 1000));
    if (seconds < 2) return "just now";
    const [, size, unit] = units.find(([from]) => seconds >= from);
    return `${Math.floor(seconds / size)} ${unit} ago`;
  }

  function tick() {
    document.querySelectorAll("time[data-ago]").forEach((time) => {
      const text = ago(Date.parse(time.dateTime));
      if (time.textContent !== text) time.textContent = text;
    });
  }

  function keys() {
    return new Set([...document.querySelectorAll("[data-key]")].map((row) => row.dataset.key));
  }

  let known = keys();
  document.body.addEventListener("htmx:afterSwap", () => {
    document.querySelectorAll("[data-key]").forEach((row) => {
      if (!known.has(row.dataset.key)) row.classList.add("fresh");
    });
    known = keys();
    tick();
  });

  const changed = () => {
    document.body.classList.remove("offline");
    htmx.trigger(document.body, "hub-changed");
  };
  const events = new EventSource("/console/events");
  let wasCut = false;
  events.addEventListener("changed", changed);
  events.addEventListener("away", () => document.body.classList.add("offline"));
  events.addEventListener("open", () => {
    document.body.classList.remove("offline");
    if (wasCut) changed();
  });
  events.addEventListener("error", () => {
    wasCut = true;
    document.body.classList.add("offline");
  });
  setInterval(tick, 1000);
})();
