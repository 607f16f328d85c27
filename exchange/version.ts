/** The program's version, as the interface's description, connectors and the command line state it. */
export const version = '0.1.0';
