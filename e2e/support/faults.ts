import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Nothing on the page is against the standard, as far as axe sees; `rules`: only these are looked at. */
export async function expectNoFaults(page: Page, what: string, rules?: string[]): Promise<void> {
  // Without frames in the page, the way that opens no second page for its report finds the same, twice as fast.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(STANDARD)).analyze();
  const faults = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
  expect.soft(faults, what).toEqual([]);
}
