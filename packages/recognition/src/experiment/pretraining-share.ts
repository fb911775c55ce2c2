/** Steps of pretraining, as a share of those that follow; apart from the arms, for processes that draw no faces. */
export const pretrainingShare = 0.5
