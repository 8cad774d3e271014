import { describe, expect, test } from "vitest";
import { criteriaOf, firstBroken } from "./criteria";

const EMAIL = "grace.okafor@mail.example";

describe("the rules of a new password, as it is typed", () => {
  test("nothing is met before anything is typed", () => {
    expect(criteriaOf("", EMAIL, false)).toEqual({
      length: "unmet",
      uncommon: "unmet",
      no_email: "unmet",
    });
  });

  test("a good one meets all", () => {
    const found = criteriaOf("seven quiet harbours", EMAIL, false);
    expect(found).toEqual({ length: "met", uncommon: "met", no_email: "met" });
    expect(firstBroken(found)).toBeUndefined();
  });

  test.each([
    ["seven c", "unmet"],
    ["eight ch", "met"],
    ["x".repeat(128), "met"],
    ["x".repeat(129), "unmet"],
    // Eight characters for a reader, sixteen UTF-16 units.
    ["🦊".repeat(7), "unmet"],
    ["🦊".repeat(8), "met"],
  ])("%s: length %s", (password, state) => {
    expect(criteriaOf(password, EMAIL, false).length).toBe(state);
  });

  test.each([
    ["my Grace.Okafor@mail.example", "unmet"],
    ["GRACE.OKAFOR 2026", "unmet"],
    ["okafor grace 2026", "met"],
  ])("%s: address %s", (password, state) => {
    expect(criteriaOf(password, EMAIL, false).no_email).toBe(state);
  });

  test("a short local part may be in a password by chance", () => {
    expect(criteriaOf("annanas und birne", "anna@mail.example", false).no_email).toBe("met");
  });

  test("whether it is common stands as the server says", () => {
    expect(criteriaOf("password1", EMAIL, "asking").uncommon).toBe("asking");
    expect(criteriaOf("password1", EMAIL, true).uncommon).toBe("unmet");
    expect(criteriaOf("password1", EMAIL, "unknown").uncommon).toBe("unknown");
  });

  test("whether it has a part of the temporary password is said where there is one", () => {
    const password = "seven quiet harbours";
    expect(criteriaOf(password, EMAIL, false)).not.toHaveProperty("not_temporary");
    expect(criteriaOf(password, EMAIL, false, false).not_temporary).toBe("met");
    expect(criteriaOf(password, EMAIL, false, "asking").not_temporary).toBe("asking");
    const broken = criteriaOf(password, EMAIL, false, true);
    expect(broken.not_temporary).toBe("unmet");
    expect(firstBroken(broken)).toBe("not_temporary");
    expect(criteriaOf("", EMAIL, "asking", "asking").not_temporary).toBe("unmet");
  });

  test("what the server could not be asked does not hold anybody up", () => {
    expect(firstBroken(criteriaOf("seven quiet harbours", EMAIL, "unknown"))).toBeUndefined();
    expect(firstBroken(criteriaOf("password1", EMAIL, true))).toBe("uncommon");
  });
});
