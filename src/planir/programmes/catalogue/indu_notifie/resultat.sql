-- Pour tout le monde, trouvé ou non : la première démarche connue après la notification (remise demandée, recours),
-- ou le remboursement entier. Le jour où un échéancier commence n'est pas connu de la caisse sous forme de date.
WITH
demarches AS (
    SELECT assure, deposee_le AS jour FROM demande
    WHERE type = 'remise_dette' AND (resultat IS NULL OR resultat <> 'abandonnee' OR decidee_le > :au)
    UNION ALL
    SELECT assure, recours_le AS jour FROM decision WHERE objet = 'indu'
),
issues AS (
    SELECT assure, creance, remise_demandee_le AS jour FROM creance WHERE nature = 'indu'
    UNION ALL
    SELECT assure, creance, reglee_le AS jour FROM creance WHERE nature = 'indu'
    UNION ALL
    SELECT c.assure, c.creance, m.jour
    FROM creance AS c
    JOIN demarches AS m ON m.assure = c.assure AND m.jour >= c.notifiee_le
    WHERE c.nature = 'indu'
)
SELECT assure, creance AS objet, min(jour) AS obtenu_le
FROM issues
WHERE jour <= :au
GROUP BY assure, creance
