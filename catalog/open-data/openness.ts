import { type InformationItem, notShared, type Resource } from '../resource/resource.ts';

/** Sensitivities that the public may see once the provider opens them; personal and sensitive ones it never may. */
export const openSensitivities: readonly InformationItem['sensitivity'][] = ['public', 'internal'];

/**
 * The information items of a resource that are open to the public: none unless the resource is published, shared and open;
 * then those that are not kept back, by a decision of their own or because they speak of a person.
 */
export function openItems(
  resource: Pick<Resource, 'status' | 'sharing' | 'openness' | 'items'>,
): readonly InformationItem[] {
  const { status, sharing, openness, items } = resource;
  if (status !== 'published' || sharing.type === notShared || !openness.open) return [];
  return items.filter(
    (item) =>
      openSensitivities.includes(item.sensitivity) && item.openness?.open !== false && item.sharing?.type !== notShared,
  );
}
