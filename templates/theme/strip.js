// On pages of the prose engine: the step of the strip that is in force. The status pages have live.js.
(() => {
  const tick = () => {
    const now = Date.now() / 1000;
    for (const step of document.querySelectorAll(".strips [data-during]")) {
      const [start, end] = step.dataset.during.split(" ").map(Number);
      step.hidden = now < start || (end > 0 && now >= end);
    }
  };
  tick();
  setInterval(tick, 15000);
})();
