// What other areas take from this one: the drawing of an OFD, and handing a file to whoever sits there.
import './clerk.css';

export { faceValue } from './check-facts.tsx';
export { OfdView } from './ofd/index.ts';
export { saveFile } from './vault.ts';
