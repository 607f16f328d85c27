// What other areas take from this one: the drawing of an OFD, and handing a file to whoever sits there.
import './clerk.css';

export { OfdView } from './ofd/index.ts';
export { faceValue } from './told.ts';
export { saveFile } from './vault.ts';
