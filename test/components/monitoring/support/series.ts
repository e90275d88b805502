/** Made-up samples of a source, a minute apart, in the notation of promtool's unit tests. */

export type Labels = Record<string, string>;
/** A value all the time, or values one after the other with the minutes that each lasts. */
export type Course = number | readonly (readonly [value: number, minutes: number])[];

export interface Series {
  series: string;
  values: string;
}

/** What a source tells when a signal has a value. */
export interface Fixture {
  /** Of the recorded signal, where they are not those of the sample. */
  labels?: Labels;
  series: (course: Course) => Series[];
}

interface More {
  /** What the sample is of the signal's value. Default: 1. */
  scale?: number;
  labels?: Labels;
}

/** minutes; longer than any alert waits */
const whole = 300;
export const stack = "s";

const stepsOf = (course: Course) => (typeof course === "number" ? [[course, whole] as const] : course);
const selector = (name: string, labels: Labels) =>
  `${name}{${Object.entries({ stack, ...labels })
    .map(([label, value]) => `${label}="${value}"`)
    .join(",")}}`;

/** The value itself. */
export const gauge = (name: string, labels: Labels = {}, { scale = 1, ...more }: More = {}): Fixture => ({
  ...more,
  series: (course) => [
    {
      series: selector(name, labels),
      values: stepsOf(course)
        .map(([value, minutes]) => `${value * scale}x${minutes - 1}`)
        .join(" "),
    },
  ],
});

/** A counter that rises so much each second; of an increase over some minutes the scale is 1 / seconds. */
export const counter = (name: string, labels: Labels = {}, { scale = 1, ...more }: More = {}): Fixture => ({
  ...more,
  series: (course) => {
    let at = 0;
    const values = stepsOf(course).map(([value, minutes]) => {
      const step = value * scale * 60;
      const text = `${at}+${step}x${minutes - 1}`;
      at += step * minutes;
      return text;
    });
    return [{ series: selector(name, labels), values: values.join(" ") }];
  },
});

/** Samples besides, that do not follow the value. */
export const beside = (fixture: Fixture, ...others: Series[]): Fixture => ({
  ...fixture,
  series: (course) => [...fixture.series(course), ...others],
});

/** Samples of several fixtures, all of which follow the value. */
export const together = (first: Fixture, ...others: Fixture[]): Fixture => ({
  ...first,
  series: (course) => [first, ...others].flatMap(({ series }) => series(course)),
});

/** A raw sample that does not follow any value. */
export const raw = (name: string, labels: Labels, values: string): Series => ({
  series: selector(name, labels),
  values,
});
