import { defineProblems } from '../../../kernel/index.ts';

const deviceRule = {
  zh: '私钥存放在密码设备中时，只能由该设备完成签名。',
  en: 'A key that lives in a device signs there and nowhere else.',
};

/** Refusals about keys that sign. None repeats a key, a secret or a PIN. */
export const signerProblems = defineProblems({
  KEY_TOO_WEAK: {
    status: 422,
    title: { zh: '密钥强度不足', en: 'Key too weak' },
    detail: { zh: '密钥为 {bits} 位，低于要求的 {least} 位。', en: 'The key has {bits} bits; {least} are needed.' },
    reason: {
      zh: '新签发的证书只用当前仍被认可强度的密钥。',
      en: 'New certificates are for keys of a strength that still counts.',
    },
    remedy: {
      zh: '请改用 SM2、P-256 或不少于 2048 位的 RSA 密钥。',
      en: 'Use an SM2 or P-256 key, or RSA with at least 2,048 bits.',
    },
  },
  KEY_ALREADY_KEPT: {
    status: 409,
    title: { zh: '密钥已在保管中', en: 'Key already kept' },
    detail: { zh: '该密钥已经导入过。', en: 'This key has been taken in before.' },
    reason: { zh: '一个密钥只保管一份。', en: 'A key is kept once.' },
    remedy: { zh: '请使用已保管的密钥，或另行生成。', en: 'Use the key that is kept, or make another.' },
  },
  CEREMONY_SECRET_WRONG: {
    status: 422,
    title: { zh: '根密钥口令不符', en: 'Root secret wrong' },
    detail: { zh: '给出的口令不能打开根密钥。', en: 'The secret given does not open the root key.' },
    reason: {
      zh: '根密钥平时处于离线状态，只有主密钥与口令同时具备才能使用。',
      en: 'The root key is offline: it opens only with the master key and the secret together.',
    },
    remedy: { zh: '请由保管口令的人员核对后重试。', en: 'Let those who keep the secret check it and try again.' },
  },
  PKCS11_UNAVAILABLE: {
    status: 503,
    title: { zh: '密码设备接口不可用', en: 'Device interface not available' },
    detail: {
      zh: 'PKCS#11 接口无法加载：{why}。',
      en: 'The PKCS #11 interface cannot be loaded: {why}.',
    },
    reason: {
      zh: '连接密码设备需要本机编译的 pkcs11js 和设备厂商的动态库，默认安装不含二者。',
      en: 'Devices need pkcs11js, compiled on this machine, and the maker’s library; a plain installation has neither.',
    },
    remedy: {
      zh: '执行 npm pkg set allowScripts.pkcs11js=true --json 和 npm rebuild pkcs11js（需 python3、make、g++），并核对动态库路径。',
      en: 'Run npm pkg set allowScripts.pkcs11js=true --json, then npm rebuild pkcs11js (needs python3, make, g++), and check the library’s path.',
    },
  },
  PKCS11_TOKEN_NOT_FOUND: {
    status: 422,
    title: { zh: '找不到密码设备', en: 'Device not found' },
    detail: { zh: '没有标签为 {token} 的设备。', en: 'There is no token labelled {token}.' },
    reason: deviceRule,
    remedy: { zh: '请核对设备是否插好、标签是否正确。', en: 'Check that the device is there and the label is right.' },
  },
  PKCS11_PIN_REFUSED: {
    status: 422,
    title: { zh: '设备拒绝了 PIN', en: 'PIN refused' },
    detail: { zh: '设备拒绝了 PIN（{why}）。', en: 'The device refused the PIN ({why}).' },
    reason: {
      zh: '设备以 PIN 保护密钥，多次错误会锁定。',
      en: 'A PIN guards the keys; several wrong ones lock the device.',
    },
    remedy: {
      zh: '请核对 PIN；已锁定的由管理员解锁。',
      en: 'Check the PIN; a locked device is opened by its administrator.',
    },
  },
  PKCS11_KEY_NOT_FOUND: {
    status: 422,
    title: { zh: '设备中没有该密钥', en: 'Key not in the device' },
    detail: { zh: '设备中没有标签为 {label} 的密钥对。', en: 'The device holds no key pair labelled {label}.' },
    reason: deviceRule,
    remedy: {
      zh: '请核对标签；公钥与私钥须以相同的 CKA_ID 存放。',
      en: 'Check the label; public and private half must share one CKA_ID.',
    },
  },
  PKCS11_FAILED: {
    status: 503,
    title: { zh: '密码设备出错', en: 'Device failed' },
    detail: { zh: '设备没有完成操作（{why}）。', en: 'The device did not do it ({why}).' },
    reason: deviceRule,
    remedy: {
      zh: '请检查设备后重试，系统会重新建立会话。',
      en: 'Check the device and try again; the session is opened anew.',
    },
  },
});
