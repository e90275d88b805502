/** Feature levels of a cluster: what all brokers support, and what is finalised, which is what they do. */
import { Admin, apiVersionsV4, FeatureUpgradeTypes, updateFeaturesV1 } from "@platformatic/kafka";

export interface Levels {
  /** The newest level that every broker supports. */
  supported: Map<string, number>;
  finalised: Map<string, number>;
}

/** milliseconds */
const UPDATE_MS = 20_000;
/** Belongs to the way in which controllers are listed, which an upgrade does not change. */
const UNTOUCHED = "kraft.version";

async function levelsOf(admin: Admin): Promise<Levels> {
  const connections = await admin.connectToBrokers();
  const answers = await Promise.all(
    [...connections.values()].map((one) => apiVersionsV4.api.async(one, "matrix", "1")),
  );
  const supported = new Map<string, number>();
  const finalised = new Map<string, number>();
  for (const { supportedFeatures, finalizedFeatures } of answers) {
    for (const { name, maxVersion } of supportedFeatures ?? [])
      supported.set(name, Math.min(maxVersion, supported.get(name) ?? maxVersion));
    for (const { name, maxVersionLevel } of finalizedFeatures ?? [])
      finalised.set(name, Math.min(maxVersionLevel, finalised.get(name) ?? maxVersionLevel));
  }
  return { supported, finalised };
}

export function featureLevels(bootstrapBrokers: string[]): Promise<Levels> {
  return withAdmin(bootstrapBrokers, levelsOf);
}

/** As `kafka-features upgrade --release-version` after an upgrade: each feature goes to the newest level that all brokers support. */
export function finalise(bootstrapBrokers: string[]): Promise<void> {
  return withAdmin(bootstrapBrokers, async (admin) => {
    const { supported, finalised } = await levelsOf(admin);
    const updates = [...supported]
      .filter(([feature, level]) => feature !== UNTOUCHED && level > (finalised.get(feature) ?? 0))
      .map(([feature, maxVersionLevel]) => ({ feature, maxVersionLevel, upgradeType: FeatureUpgradeTypes.UPGRADE }));
    const [connection] = (await admin.connectToBrokers()).values();
    await updateFeaturesV1.api.async(connection!, UPDATE_MS, updates, false);
  });
}

async function withAdmin<T>(bootstrapBrokers: string[], use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin({ clientId: "matrix", bootstrapBrokers, timeout: UPDATE_MS });
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
}
