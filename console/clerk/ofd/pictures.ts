/** Formats that browsers show, by how they begin. */
const formats: readonly (readonly [string, readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/bmp', [0x42, 0x4d]],
];

/** Addresses of pictures in memory, until they are let go. */
export interface PictureAddresses {
  readonly of: (picture: Uint8Array) => string | undefined;
  readonly release: () => void;
}

/** Gives pictures out of a file addresses of this page; what is no picture by its content gets none. */
export function pictureAddresses(): PictureAddresses {
  const known = new Map<Uint8Array, string>();
  return {
    of: (picture) => {
      const type = formats.find(([, begin]) => begin.every((octet, at) => picture[at] === octet))?.[0];
      if (type === undefined) return undefined;
      const address = known.get(picture) ?? URL.createObjectURL(new Blob([Uint8Array.from(picture)], { type }));
      known.set(picture, address);
      return address;
    },
    release: () => {
      for (const address of known.values()) URL.revokeObjectURL(address);
      known.clear();
    },
  };
}
