import i18next from "i18next";
import { beforeEach, expect, test } from "vitest";
import { type LoadTexts, needTexts, speak, startTexts } from "./i18n";

/** Texts that come when the test says so, and which were asked for. */
function catalogue() {
  const asked: string[] = [];
  const held: (() => void)[] = [];
  let holding = false;
  const load: LoadTexts = async (language, namespace) => {
    asked.push(`${language}/${namespace}`);
    if (holding) await new Promise<void>((go) => held.push(go));
    return { word: `${namespace} in ${language}` };
  };
  return {
    load,
    asked,
    hold: () => {
      holding = true;
    },
    release: () => {
      holding = false;
      for (const go of held.splice(0)) go();
    },
  };
}

let texts = catalogue();

beforeEach(async () => {
  for (const language of ["en", "fr", "nb"]) {
    for (const namespace of ["ui", "work", "trail"]) {
      i18next.store?.removeResourceBundle(language, namespace);
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
  texts.release();
  await needing;
  expect(word("trail")).toMatch(/^trail in (en|nb)$/);
  await changing;
  expect(i18next.language).toBe("nb");
  expect(word("trail")).toBe("trail in nb");
});

test("where the texts of a language cannot be fetched the page keeps its language", async () => {
  await startTexts(
    "en",
    async (language, namespace) => {
      if (language === "fr") throw new Error("no connection");
      return { word: `${namespace} in ${language}` };
    },
    ["ui"],
  );
  await expect(speak("fr")).rejects.toThrow("no connection");
  expect(i18next.language).toBe("en");
  expect(word("ui")).toBe("ui in en");
});
