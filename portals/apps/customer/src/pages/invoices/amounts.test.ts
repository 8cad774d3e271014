import type { InvoiceSummary } from "@portico/api";
import { expect, test } from "vitest";
import { amountOf, balanceOf } from "./amounts";

const cad = (amount_minor: number) => ({ amount_minor, currency: "CAD" });

const of = (
  state: InvoiceSummary["state"],
  credited: number,
  received: number,
  writtenOff = 0,
  charged = 0,
) => ({
  state,
  total: cad(113_000),
  credited: cad(credited),
  charged: cad(charged),
  received: cad(received),
  written_off: cad(writtenOff),
  open_amount: cad(113_000 + charged - credited - received - writtenOff),
});

test("what is open is said until nothing is", () => {
  expect(amountOf(of("not_due", 0, 0))).toEqual(cad(113_000));
  expect(amountOf(of("overdue", 13_000, 20_000))).toEqual(cad(80_000));
});

test("of a paid invoice it is what was paid, not what was credited", () => {
  expect(amountOf(of("paid", 0, 113_000))).toEqual(cad(113_000));
  expect(amountOf(of("paid", 13_000, 100_000))).toEqual(cad(100_000));
});

test("of a credited invoice it is what was credited", () => {
  expect(amountOf(of("credited", 113_000, 0))).toEqual(cad(113_000));
});

test("of an invoice that was written off it is what was", () => {
  expect(amountOf(of("written_off", 0, 20_000, 93_000))).toEqual(cad(93_000));
  expect(balanceOf(of("written_off", 0, 20_000, 93_000))).toEqual([
    ["total", cad(113_000)],
    ["received", cad(-20_000)],
    ["written_off", cad(-93_000)],
    ["open", cad(0)],
  ]);
});

test("billed, less credited, less received is open", () => {
  expect(balanceOf(of("overdue", 13_000, 20_000))).toEqual([
    ["total", cad(113_000)],
    ["credited", cad(-13_000)],
    ["received", cad(-20_000)],
    ["open", cad(80_000)],
  ]);
});

test("interest and fees are left to pay, and are in what was paid", () => {
  expect(amountOf(of("overdue", 0, 20_000, 0, 465))).toEqual(cad(93_465));
  expect(amountOf(of("paid", 0, 113_465, 0, 465))).toEqual(cad(113_465));
  expect(balanceOf(of("overdue", 0, 20_000, 0, 465))).toEqual([
    ["total", cad(113_000)],
    ["charged", cad(465)],
    ["received", cad(-20_000)],
    ["open", cad(93_465)],
  ]);
});

test("nothing is said of credit notes where there are none", () => {
  expect(balanceOf(of("not_due", 0, 0))).toEqual([
    ["total", cad(113_000)],
    ["received", cad(0)],
    ["open", cad(113_000)],
  ]);
});
