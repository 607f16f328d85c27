import { defineProblems } from '../kernel/index.ts';

/** Refusals when a connector is set up. What refuses an order stands in `protocol/answer-errors.ts`. */
export const connectorProblems = defineProblems({
  CONNECTOR_FILE_UNREADABLE: {
    status: 400,
    title: { zh: '文件无法读取', en: 'File cannot be read' },
    detail: { zh: '无法读取 {file}（{why}）。', en: '{file} cannot be read ({why}).' },
    reason: {
      zh: '连接器启动时读取配置、密钥和凭证。',
      en: 'A connector reads its configuration, keys and credentials when it starts.',
    },
    remedy: {
      zh: '核对路径和权限；相对路径以配置文件所在目录为准。',
      en: 'Check path and permissions; a relative path starts at the folder of the configuration file.',
    },
  },
  CONNECTOR_CONFIG_INVALID: {
    status: 400,
    title: { zh: '连接器配置有误', en: 'Connector configuration not valid' },
    detail: {
      zh: '{file} 有 {count} 处错误。第 {line} 行：{whatZh}',
      en: '{file} has {count} error(s). Line {line}: {what}',
    },
    reason: {
      zh: '配置须符合其结构说明，含义不明的配置一律不执行。',
      en: 'A configuration that is not as described is not acted upon.',
    },
    remedy: {
      zh: '按所列行号改正；格式见 connectors/README.md。',
      en: 'Correct the lines named; the format is described in connectors/README.md.',
    },
  },
  CONNECTOR_KEY_EXPOSED: {
    status: 400,
    title: { zh: '私钥文件权限过宽', en: 'Private key readable by others' },
    detail: {
      zh: '{file} 可被其他用户访问（权限 {mode}）。',
      en: 'Other users have access to {file} (mode {mode}).',
    },
    reason: {
      zh: '持有该密钥即可冒充本系统签发应答。',
      en: 'Whoever has the key can sign answers in this system’s name.',
    },
    remedy: { zh: '执行 chmod 600 后重试。', en: 'Run chmod 600 on it and try again.' },
  },
});
