declare module "*.keras" {
  const bytes: ArrayBuffer;
  export default bytes;
}
