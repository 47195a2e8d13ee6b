-- Pour tout le monde, trouvé ou non : la rente accordée au proche, ou à qui la demande pour lui, après le décès.
WITH
deuils AS (
    SELECT
        e.assure,
        coalesce(e.objet, CAST(e.date_evenement AS VARCHAR)) AS dossier,
        min(e.date_evenement) AS date_deces
    FROM evenement_restreint AS e
    WHERE e.type = 'deces_at_mp' AND e.date_evenement <= :au
    GROUP BY e.assure, coalesce(e.objet, CAST(e.date_evenement AS VARCHAR))
),
demandeurs AS (
    SELECT assure, dossier, date_deces, assure AS demandeur FROM deuils
    UNION
    SELECT d.assure, d.dossier, d.date_deces, k.destinataire AS demandeur
    FROM deuils AS d
    JOIN contact_de_la_personne AS k ON k.assure = d.assure
)
SELECT q.assure, q.dossier AS objet, min(r.decidee_le) AS obtenu_le
FROM demandeurs AS q
JOIN demande AS r ON r.assure = q.demandeur
WHERE r.type = 'rente_ayant_droit'
    AND r.resultat = 'accordee'
    AND r.deposee_le >= q.date_deces
    AND r.decidee_le <= :au
GROUP BY q.assure, q.dossier
