import i18next from "i18next";
import { beforeEach, expect, test } from "vitest";
import { type LoadTexts, needTexts, speak, startTexts } from "./i18n";

/** Texts, which were asked for, and those of some that only come when the test lets them. */
function catalogue() {
  const asked: string[] = [];
  const held = new Map<string, () => void>();
  let holding = false;
  const load: LoadTexts = async (language, namespace) => {
    const name = `${language}/${namespace}`;
    asked.push(name);
    if (holding) await new Promise<void>((go) => held.set(name, go));
    return { word: `${namespace} in ${language}`, until: "Undo this until {{until}}." };
  };
  return {
    load,
    asked,
    hold: () => {
      holding = true;
    },
    release: (...names: string[]) => {
      for (const name of names) held.get(name)?.();
    },
    releaseAll: () => {
      holding = false;
      for (const go of held.values()) go();
    },
  };
}

let texts = catalogue();

beforeEach(async () => {
  for (const language of i18next.isInitialized ? ["en", "fr", "nb"] : []) {
    for (const namespace of ["ui", "work", "trail"]) {
      i18next.removeResourceBundle(language, namespace);
    }
  }
  texts = catalogue();
  await startTexts("en", texts.load, ["ui"]);
});

const word = (namespace: string) => i18next.t("word", { ns: namespace });

test("only what every page shows is fetched at the start", () => {
  expect(texts.asked).toEqual(["en/ui"]);
  expect(word("ui")).toBe("ui in en");
});

test("a sentence that ends in a time has one full stop", () => {
  const until = (time: string) => i18next.t("until", { ns: "ui", until: time });
  expect(until("8:02 p.m.")).toBe("Undo this until 8:02 p.m.");
  expect(until("8:02\u202fa.m.")).toBe("Undo this until 8:02\u202fa.m.");
  expect(until("20:02")).toBe("Undo this until 20:02.");
});

test("texts are fetched once, when a page needs them", async () => {
  await needTexts(["work"]);
  await needTexts(["work"]);
  expect(texts.asked.filter((one) => one === "en/work")).toHaveLength(1);
  expect(word("work")).toBe("work in en");
});

test("a language that is chosen later has what was needed before", async () => {
  await needTexts(["work"]);
  await speak("fr");
  expect(word("work")).toBe("work in fr");
  expect(document.documentElement.lang).toBe("fr");
});

test("a page that comes to need its texts while the language changes has them in both", async () => {
  texts.hold();
  const changing = speak("nb");
  const needing = needTexts(["trail"]);
  texts.release("en/trail");
  await needing;
  expect(word("trail")).toBe("trail in en");
  texts.releaseAll();
  await changing;
  expect(word("trail")).toBe("trail in nb");
});

test("texts that arrive after the language has changed are fetched in the new one, too", async () => {
  texts.hold();
  const needing = needTexts(["trail"]);
  const changing = speak("nb");
  for (const name of ["nb/ui", "nb/work", "nb/trail"]) texts.release(name);
  await changing;
  texts.releaseAll();
  await needing;
  expect(word("trail")).toBe("trail in nb");
});

test("where the texts of a language cannot be fetched the page keeps its language", async () => {
  await startTexts(
    "en",
    async (language, namespace) => {
      if (language === "fr") throw new Error("no connection");
      return { word: `${namespace} in ${language}`, until: "Undo this until {{until}}." };
    },
    ["ui"],
  );
  await expect(speak("fr")).rejects.toThrow("no connection");
  expect(i18next.language).toBe("en");
  expect(word("ui")).toBe("ui in en");
});

test("a line of French is never broken at a sign or inside its quotes", async () => {
  const said = { ask: "Mot de passe oublié ?", quoted: ["« En suspens » : motif"] };
  await startTexts("fr", async () => said, ["ui"]);
  await speak("fr");
  expect(i18next.t("ask")).toBe("Mot de passe oublié\u00a0?");
  expect(i18next.getResource("fr", "ui", "quoted")).toEqual([
    "«\u00a0En suspens\u00a0»\u00a0: motif",
  ]);
});
