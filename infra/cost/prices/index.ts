/** List prices: each with its source and the day on which that said so. Nothing here is from memory; what was found nowhere is left out. */
import type { Price } from "../price.ts";
import { awsEuCentral1 } from "./aws-eu-central-1.ts";
import { awsUsEast1 } from "./aws-us-east-1.ts";
import { everywhere } from "./everywhere.ts";
import { others } from "./others.ts";

export const listPrices: readonly Price[] = [...everywhere, ...awsUsEast1, ...awsEuCentral1, ...others];
