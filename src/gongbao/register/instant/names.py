"""What others may hear of on the bus: names of events. Facts: order, entity_id, origin, by, now."""

ORDER_MET = "instant.order-met"
ORDER_EXPIRED = "instant.order-expired"
