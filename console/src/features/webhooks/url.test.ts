import { expect, test } from "vitest";
import { curlOf, urlParts } from "./url";

test("a URL is taken apart at its suffix, and its key is cut to four characters", () => {
  const parts = urlParts("https://leads.example.com/hook/59iIdbLlnE1k/callback");
  expect(parts).toEqual({
    stem: "https://leads.example.com/hook/59iIdbLlnE1k/",
    short: "…/hook/59iI…/",
    path: "/hook/59iIdbLlnE1k/callback",
    isLoopback: false,
  });
  expect(urlParts("http://127.0.0.1:8420/hook/a/b").isLoopback).toBe(true);
  expect(urlParts("http://[::1]:8420/hook/a/b").isLoopback).toBe(true);
});

test("the curl line survives quotes in the body", () => {
  expect(curlOf("https://a.example/hook/k/s", { name: "O'Neil" })).toBe(
    `curl -X POST 'https://a.example/hook/k/s' -H 'content-type: application/json' -d '{"name":"O'\\''Neil"}'`,
  );
});
