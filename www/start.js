// Says so when the program cannot start: wasm switched off, a browser too old, a file missing.
(() => {
  const tell = (reason) => {
    const box = document.getElementById("start-trouble");
    if (!box || document.documentElement.hasAttribute("data-started")) return;
    const words = String((reason && (reason.message || reason)) || "unknown error");
    box.textContent = `Racecard could not start: ${words}. It needs a browser of the last three years with WebAssembly.`;
    box.hidden = false;
  };
  addEventListener("error", (event) => tell(event.error || event.message || "a file of the page is missing"), true);
  addEventListener("unhandledrejection", (event) => tell(event.reason));
  const theme = (() => {
    try {
      return localStorage.getItem("racecard.theme");
    } catch {
      return null;
    }
  })();
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
