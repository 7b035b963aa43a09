// On pages of the prose engine: the step of the strip that is in force. The status pages have live.js.
// These pages never look for news: of two wordings they use the one for which nothing was checked.
(() => {
  let skew = 0;
  // By how much this reader's clock is wrong, if a status page found it out; some browsers refuse the question.
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
