// The live timeline: new lines take their place as they happen, politely: never above somebody who reads further down.
"use strict";
(() => {
  const live = document.getElementById("live");
  const list = document.getElementById("timeline");
  if (!live || !list || !window.EventSource) return;

  const state = document.getElementById("live-state");
  const news = document.getElementById("live-news");
  const pause = document.getElementById("live-pause");
  const waiting = document.getElementById("live-waiting");
  const newestFirst = list.dataset.order === "newest";
  const held = [];
  const unseen = new Set();
  let paused = false;
  let after = live.dataset.after;
  let source = null;

  const show = (name) => {
    live.dataset.state = name;
    state.textContent = live.dataset[name];
  };

  const linesOf = (message) => {
    const template = document.createElement("template");
    template.innerHTML = message.html || "";
    return [...template.content.querySelectorAll("li.desk-line")];
  };

  const place = (line) => {
    const lines = [...list.children];
    const before = lines.find((other) => newestFirst
      ? other.dataset.sort < line.dataset.sort
      : other.dataset.sort > line.dataset.sort);
    if (!before && "more" in list.dataset) return false;
    list.insertBefore(line, before || null);
    return true;
  };

  const insert = (message) => {
    for (const line of linesOf(message)) {
      const present = document.getElementById(line.id);
      if (present) {
        sight.unobserve(present);
        unseen.delete(present);
        present.replaceWith(line);
      } else if (!list.dataset.dimension || list.dataset.dimension === line.dataset.dimension) {
        line.classList.add("desk-new");
        if (!place(line)) continue;
        line.dataset.fresh = "";
        sight.observe(line);
      }
    }
    const none = document.getElementById("no-lines");
    if (none && list.children.length) none.remove();
    if (message.what) news.textContent = live.dataset.added.replace("{what}", message.what);
  };

  const readsBelow = () => newestFirst && list.children.length > 0 && list.getBoundingClientRect().top < -80;

  const tell = () => {
    const count = held.length + unseen.size;
    waiting.hidden = count === 0;
    waiting.textContent = count === 1 ? live.dataset.one : live.dataset.many.replace("{count}", count);
    if (held.length) news.textContent = waiting.textContent;
  };

  // A line stands where it happened, which may be out of sight: then the page says so, until it has been seen.
  const sight = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) {
        unseen.delete(target);
        delete target.dataset.fresh;
        sight.unobserve(target);
      } else if (target.isConnected) {
        unseen.add(target);
      }
    }
    tell();
  });

  const showHeld = () => {
    held.splice(0).forEach(insert);
    tell();
  };

  const take = (event) => {
    after = event.lastEventId || after;
    const message = JSON.parse(event.data);
    if (!message.html) return;
    if (paused || held.length || readsBelow()) {
      held.push(message);
      tell();
    } else {
      insert(message);
    }
  };

  const connect = () => {
    source = new EventSource(`${live.dataset.source}&after=${encodeURIComponent(after)}`);
    source.addEventListener("open", () => show(paused ? "off" : "on"));
    source.addEventListener("line", take);
    source.addEventListener("reset", () => {
      source.close();
      location.reload();
    });
    source.addEventListener("error", () => {
      show("lost");
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
    });
  };

  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? live.dataset.resume : live.dataset.pause;
    show(paused ? "off" : "on");
    if (!paused) showHeld();
  });
  waiting.addEventListener("click", () => {
    showHeld();
    sight.disconnect();
    unseen.clear();
    tell();
    const first = list.querySelector("[data-fresh]");
    list.querySelectorAll("[data-fresh]").forEach((line) => delete line.dataset.fresh);
    if (first) first.scrollIntoView({ block: "center" });
    else document.getElementById("pathway").scrollIntoView();
  });
  window.addEventListener("pagehide", () => source && source.close());
  window.addEventListener("pageshow", (event) => event.persisted && connect());
  live.hidden = false;
  connect();
})();
