declare const brand: unique symbol;

/** A value that has passed the parser which alone may make it; `Brand<string, 'ResourceId'>` is no plain string. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
