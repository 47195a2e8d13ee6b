-- Pour tout le monde, trouvé ou non : qui est au service sophia, et depuis quand.
SELECT assure, '' AS objet, min(debut) AS obtenu_le
FROM adhesion
WHERE service = 'sophia'
    AND NOT coalesce(refus, FALSE)
    AND debut <= :au
    AND (fin IS NULL OR fin >= :au)
GROUP BY assure
