import { expect, test } from "vitest";
import { loadRegions, regionName, regionsOf } from "./regions";

test("a province is said by its name, in the reader's language", () => {
  const said = (["en", "fr", "nb"] as const).map((language) => regionName("CA", "NL", language));
  expect(said).toEqual([
    "Newfoundland and Labrador",
    "Terre-Neuve-et-Labrador",
    "Newfoundland og Labrador",
  ]);
  expect(regionName("CA", "ON", "nb")).toBe("Ontario");
  expect(regionName("US", "CA", "fr")).toBe("Californie");
});

test("regions of other countries are called as they are there", async () => {
  expect(regionsOf("NO", "nb")).toEqual([]);
  expect(regionName("IT", "MB", "en")).toBe("MB");
  const norwegian = await loadRegions("NO", "nb");
  expect(norwegian).toContainEqual({ value: "15", label: "Møre og Romsdal" });
  expect(await loadRegions("CA", "fr")).toEqual(regionsOf("CA", "fr"));
  expect(await loadRegions("XX", "en")).toEqual([]);
});

test("provinces are sorted as the reader's language sorts their names", () => {
  const names = regionsOf("CA", "fr").map(({ label }) => label);
  expect(names.slice(0, 3)).toEqual(["Alberta", "Colombie-Britannique", "Île-du-Prince-Édouard"]);
  expect(names).toHaveLength(13);
});
