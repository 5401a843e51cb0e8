// Sends a steward's orders to the API. The token stays in this tab and is forgotten with it.
(() => {
  const form = document.getElementById("orders");
  const output = form.querySelector("output");
  const fields = form.elements;
  const KEY = "aurum-token";
  form.hidden = false;
  document.body.classList.add("can-order");
  fields.token.value = sessionStorage.getItem(KEY) ?? "";

  function say(text, bad) {
    output.textContent = text;
    output.classList.toggle("bad", bad);
  }

  async function post(action, body) {
    const answer = await fetch(`/api/v1/deliveries/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${fields.token.value.trim()}` },
      body: JSON.stringify(body),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(json.detail ?? json.title);
    return json;
  }

  async function order(button) {
    const row = button.closest("[data-record]");
    const action = button.dataset.action;
    const reason = fields.reason.value.trim();
    if (!fields.token.value.trim()) return missing(fields.token, "The admin token is needed; the hub showed it when it first started.");
    if (!reason && action !== "retry") return missing(fields.reason, "Say why; it stays in the history.");
    const wish = row ? { record: row.dataset.record, system: row.dataset.system } : { system: form.dataset.system };
    if (reason) wish.reason = reason;
    if (!row) {
      const { selected } = await post(action, { ...wish, dryRun: true });
      if (selected === 0) return say("There is nothing to do.", false);
      if (!confirm(`${button.textContent.trim()}: ${selected.toLocaleString("en")} copies. Go on?`)) return;
    }
    sessionStorage.setItem(KEY, fields.token.value.trim());
    await follow(await post(action, wish));
  }

  function missing(field, why) {
    field.focus();
    say(why, true);
  }

  async function follow(first) {
    let done = first;
    while (done.state === "running") {
      say(`${done.taken.toLocaleString("en")} of ${done.selected.toLocaleString("en")} so far`, false);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      done = await (await fetch(`/api/v1/deliveries/orders/${first.id}`)).json();
    }
    if (done.state === "failed") throw new Error(done.error);
    const left = done.skipped ? `, ${done.skipped} left alone as skipped before` : "";
    const nothing = done.notAffected ? `, nothing to do for ${done.notAffected}` : "";
    say(`Done: ${done.taken} taken${left}${nothing}.`, false);
    setTimeout(() => location.reload(), 1200);
  }

  document.querySelectorAll("button[data-action]").forEach((button) =>
    button.addEventListener("click", () => {
      button.disabled = true;
      order(button).catch((fault) => say(fault.message, true)).finally(() => (button.disabled = false));
    }));
  form.addEventListener("submit", (event) => event.preventDefault());
})();
