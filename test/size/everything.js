export * from "rivulet";
export * from "rivulet/keras";
