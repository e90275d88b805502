/** What a stack's cluster of EKS is named at AWS. */
import { fitted } from "../../../components/aws/names.ts";
import { project } from "../../naming.ts";

export const clusterName = (stack: string): string => fitted("eksCluster", project, stack);
