export { sm3 } from '../../identity/pki/sm2/sm3.ts';
