// Only comfort: every page works without this file.
"use strict";

for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-pressed", String(shown));
    input.focus();
  });
}

// The rules of identity that can be judged here; it judges all of them again.
const COMMON = /^(.)\1*$|^(?:password|passw0rd|qwerty|qwertyuiop|letmein|welcome|iloveyou|football|baseball|sunshine|princess|computer|abcd?1234|trustno1|superman|dragon|monkey|passord|motdepasse|azerty|bonjour)[0-9!.]*$|^(?:0?1234567890?|12345678\d*|87654321|11223344|123123123|asdfghjk?l?)$/i;

for (const list of document.querySelectorAll("[data-criteria-for]")) {
  const input = document.getElementById(list.dataset.criteriaFor);
  const email = list.dataset.email.toLowerCase();
  const local = email.split("@")[0];
  const rules = {
    length: (text) => [...text].length >= 8 && [...text].length <= 128,
    "no-email": (text) =>
      text.length > 0 && !text.includes(email) && !(local.length >= 4 && text.includes(local)),
    uncommon: (text) => text.length >= 8 && !COMMON.test(text),
  };
  const judge = () => {
    const text = input.value.normalize("NFKC").toLowerCase();
    for (const item of list.querySelectorAll("[data-rule]")) {
      const met = rules[item.dataset.rule](text);
      item.classList.toggle("met", met);
      item.querySelector(".state").textContent = `: ${met ? list.dataset.met : list.dataset.open}`;
    }
  };
  input.addEventListener("input", judge);
  judge();
}

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector(".primary");
    if (button?.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
    }
    button?.setAttribute("aria-disabled", "true");
  });
}
// Back from the next page: a form can be sent again.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll(".primary[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
});

document.querySelector(".summary")?.focus();

// What an e-mail leads to stands behind the # of its link: it goes with a form that signs in, so
// that the page behind it still knows.
if (location.hash) {
  for (const form of document.querySelectorAll('form[action$="/login"], form[action$="/second-factor"]')) {
    form.action += location.hash;
  }
  document.getElementById(location.hash.slice(1).split("/")[0])?.focus();
}

const live = document.getElementById("live");
if (live) {
  const refresh = async () => {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (answer.redirected || !answer.ok) {
      location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    live.innerHTML = page.getElementById("live")?.innerHTML ?? live.innerHTML;
  };
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    // Events come in bursts: one refresh for all of them.
    waiting = setTimeout(() => refresh().catch(() => {}), 250);
  };
  const source = new EventSource(`/api/live?portal=${live.dataset.live}`);
  let opened = false;
  source.addEventListener("open", () => {
    if (opened) soon();
    opened = true;
  });
  source.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    if (message.ended) {
      source.close();
      location.reload();
    } else if (message.resync || message.stale.length > 0) {
      soon();
    }
  });
}
