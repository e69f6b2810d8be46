// Runs while the page's program is still on its way: fetches all that the program will need, so that it can lock the page
// as soon as it is here, and says so when it cannot start.
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

  // The page's own program goes first.
  const get = async (path) => {
    const response = await fetch(path, { priority: "low" });
    if (!response.ok) throw new Error(`${path}: status ${response.status}`);
    return response;
  };
  const file = async (path) => new File([await (await get(path)).blob()], path.split("/").pop());
  // Compiles while it arrives; hosts that do not name the type of wasm get the slower way, which must do without another
  // request: the page may be locked by then.
  const compile = async (path) => {
    const response = await get(path);
    const again = response.clone();
    try {
      return await WebAssembly.compileStreaming(response);
    } catch {
      return WebAssembly.compile(await again.arrayBuffer());
    }
  };

  // Not while developing on localhost unless asked for by `?sw`. With `?nosw` the service worker is switched off and stays
  // off (an empty cache is the flag that survives); `?sw` switches it on again.
  const offline = async () => {
    const asked = new URLSearchParams(location.search);
    const flag = `racecard-off ${location.pathname.replace(/index\.html$/, "")}`;
    const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
    const workers = navigator.serviceWorker;
    if (!workers) return;
    if (asked.has("nosw")) {
      await caches.open(flag);
      await (await workers.getRegistration())?.unregister();
      return;
    }
    if (asked.has("sw")) await caches.delete(flag);
    else if (isLocal || (await caches.has(flag))) return;
    return workers.register("sw.js", { updateViaCache: "none" });
  };

  const [glue, reading, reporting] = document.querySelector("meta[name=racecard-worker]").content.split(" ");
  const samples = ["tidb-40823.txt", "tidb-46282.txt", "tidb-54395.txt"];
  // Read by page/browser/fetched.rs: what a log is read with, and what may come while one is read. All requests are made
  // here and now; the page locks itself as soon as the first are answered. A failed registration only means that there
  // is no offline use.
  window.racecard = [
    Promise.all([file(glue), compile(reading), offline().catch(() => undefined)]),
    Promise.all([compile(reporting), ...samples.map((name) => file(`samples/${name}`))]),
  ];
  // The program tells of a failure.
  window.racecard.forEach((part) => part.catch(() => {}));
})();
