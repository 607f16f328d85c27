import { pathData } from './path-data.ts';
import { make, newId } from './svg.ts';
import { attributeOf, boxOf, childrenOf, numbersOf, textOf } from './xml.ts';

/** Clips of an object: those that its own matrix moves along with it, and those that it does not. */
export interface ObjectClips {
  readonly moved: readonly Element[];
  readonly unmoved: readonly Element[];
}

/**
 * What of an object shows (GB/T 33190 §8.4): what lies in all of its clips, each of them the union of its areas. An area of
 * letters is not known here, and a clip that holds one hides nothing: too much is shown before too little is.
 */
export function clipsOf(object: Element): ObjectClips {
  const moved: Element[] = [];
  const unmoved: Element[] = [];
  for (const clips of childrenOf(object, 'Clips')) {
    const into = attributeOf(clips, 'TransFlag') === 'false' ? unmoved : moved;
    for (const clip of childrenOf(clips, 'Clip')) {
      const path = clipPath(childrenOf(clip, 'Area'));
      if (path !== undefined) into.push(path);
    }
  }
  return { moved, unmoved };
}

/** A group that shows what lies in all of the clips, in the coordinates of its parent. */
export function clipped(parent: Element, clips: readonly Element[]): Element {
  let inner = parent;
  for (const clip of clips) {
    const group = make('g', { 'clip-path': `url(#${clip.id})` });
    inner.append(clip, group);
    inner = group;
  }
  return inner;
}

function clipPath(areas: readonly Element[]): Element | undefined {
  const clip = make('clipPath', { id: newId() });
  for (const area of areas) {
    const outer = matrixOf(area);
    const paths = childrenOf(area, 'Path');
    if (paths.length === 0) return undefined;
    for (const path of paths) {
      const data = pathData(textOf(path, 'AbbreviatedData') ?? '');
      if (data === undefined) return undefined;
      const box = boxOf(attributeOf(path, 'Boundary'));
      const moves = [outer, box === undefined ? undefined : `translate(${box.x} ${box.y})`, matrixOf(path)];
      const transform = moves.filter((move) => move !== undefined).join(' ');
      const rule = attributeOf(path, 'Rule') === 'Even-Odd' ? 'evenodd' : 'nonzero';
      clip.append(make('path', { d: data, 'clip-rule': rule, ...(transform === '' ? {} : { transform }) }));
    }
  }
  return clip.childElementCount === 0 ? undefined : clip;
}

/** An object's CTM as a transform. */
export function matrixOf(object: Element): string | undefined {
  const matrix = numbersOf(attributeOf(object, 'CTM'));
  return matrix?.length === 6 ? `matrix(${matrix.join(' ')})` : undefined;
}
