import { describe, expect, it } from "vitest";
import type { SavingsReport } from "@/lib/contracts/reports";
import { reportCsv } from "./report-csv";

const figures = {
  billed: "0.000000000001",
  realtime: "12345678901.123456789012",
  savings: "-0.5",
  waste: "0",
  rows: 10_003,
  inputTokens: 7,
  outputTokens: 8,
};

function reportOf(...labels: string[]): SavingsReport {
  const data = labels.map((label, index) => ({ key: `k${index}`, label, ...figures }));
  return { data, total: figures, unpricedRows: 0, simulated: true };
}

describe("reportCsv", () => {
  it("keeps every decimal and says which money it is", () => {
    expect(reportCsv(reportOf("Support"), "team")).toBe(
      "\uFEFFteam,team_name,money,rows,input_tokens,output_tokens,realtime_usd,billed_usd,waste_usd,savings_usd\r\n" +
        "k0,Support,simulated,10003,7,8,12345678901.123456789012,0.000000000001,0,-0.5\r\n",
    );
  });

  it.each([
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["=SUM(A1)", "'=SUM(A1)"],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
    ["@cmd", "'@cmd"],
    ["+1", "'+1"],
    ["-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"],
    ["\t=1", "'\t=1"],
    ["\r=1", `"'\r=1"`],
    ["\n=1", `"'\n=1"`],
    ["＝1", "'＝1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠cmd", "'＠cmd"],
    ["plain", "plain"],
  ])("writes the name %j as %s", (label, cell) => {
    const line = reportCsv(reportOf(label), "job").split("\r\n")[1];
    expect(line?.startsWith(`k0,${cell},simulated,`)).toBe(true);
  });
});
