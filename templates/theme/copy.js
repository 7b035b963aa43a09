// Buttons that copy the addresses in what can be subscribed to. Loaded when that is opened.
(() => {
  const doc = document, words = {{ words }};
  // Without a secure connection a browser copies only what is selected.
  const select = (code) => {
    getSelection().selectAllChildren(code);
    if (!doc.execCommand("copy")) throw new Error("not copied");
  };
  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      select(code);
    }
  };
  const add = (code, said) => {
    const button = doc.createElement("button"), name = code.previousElementSibling?.textContent ?? "";
    button.type = "button";
    button.textContent = words.copy;
    button.ariaLabel = `${words.copy}: ${name}`;
    button.addEventListener("click", async () => {
      said.textContent = "";
      await copy(code);
      for (const other of code.closest("details").querySelectorAll("button")) other.textContent = words.copy;
      button.textContent = words.copied;
      said.textContent = `${words.copied}: ${name}`;
    });
    code.after(button);
  };
  const equip = (details) => {
    if (!details.open || details.querySelector("[role=status]")) return;
    const said = doc.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    details.append(said);
    for (const code of details.querySelectorAll("code")) add(code, said);
  };
  doc.querySelectorAll("details.follow").forEach(equip);
  doc.addEventListener("toggle", ({ target }) => target.matches("details.follow") && equip(target), true);
})();
