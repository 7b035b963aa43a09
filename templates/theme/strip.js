// Shows the current step of the strip on pages of the prose engine; the status pages use live.js.
// These pages never check for news, so of two wordings they show the one for an unchecked page.
(() => {
  let skew = 0;
  // The error of this reader's clock, if a status page has stored it; some browsers throw on sessionStorage.
  try {
    skew = Number(sessionStorage.outspoken) || 0;
  } catch {}
  const tick = () => {
    const now = (Date.now() + skew) / 1000;
    for (const step of document.querySelectorAll(".strips [data-during]")) {
      const [start, end] = step.dataset.during.split(" ").map(Number);
      step.hidden = now < start || (end > 0 && now >= end) || "checked" in step.dataset;
    }
  };
  tick();
  setInterval(tick, 15000);
})();
