export declare function announce<T>(what: string, work: () => Promise<T>): Promise<T>;
