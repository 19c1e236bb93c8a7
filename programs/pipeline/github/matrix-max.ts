/** Most jobs that a matrix may make. */
export const MATRIX_MAX = 256;
