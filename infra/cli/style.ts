/** Colour and width: only where a person looks on. */
import pc from "picocolors";

/** Whether standard output is a terminal that may be written over. */
export const live = (): boolean => process.stdout.isTTY === true && process.env["TERM"] !== "dumb";

/** Columns to fill; 100 where there is no terminal. */
export const width = (): number => Math.max(40, process.stdout.columns ?? 100);

let colors = pc.createColors(false);

/** Colours are used on a terminal, unless NO_COLOR is set or `--no-color` is given; FORCE_COLOR forces them. */
export function useColor(allowed: boolean): void {
  const forced = Boolean(process.env["FORCE_COLOR"]) && process.env["FORCE_COLOR"] !== "0";
  colors = pc.createColors(allowed && !process.env["NO_COLOR"] && (forced || live()));
}

export const style = {
  bold: (text: string) => colors.bold(text),
  dim: (text: string) => colors.dim(text),
  good: (text: string) => colors.green(text),
  bad: (text: string) => colors.red(text),
  notice: (text: string) => colors.yellow(text),
};
