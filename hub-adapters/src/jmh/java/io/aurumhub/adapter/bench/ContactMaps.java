package io.aurumhub.adapter.bench;

import io.aurumhub.core.shared.Value;
import java.util.Map;

/** Takes contacts of the CRM in, and gives them to the shop. */
interface ContactMaps {

    /**
     * The golden fields of a record of the CRM, with every limit checked and every rule of the entity kept.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    Map<String, Value> golden(Map<String, Value> crm);

    /**
     * What the shop is sent, by local path.
     *
     * @throws IllegalArgumentException for what has no form there or breaks a limit
     */
    Map<String, Value> shop(Map<String, Value> golden);
}
